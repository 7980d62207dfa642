import Programme

/// The order in which applications are looked at and claims are funded: by place, equal places by the smaller id. What has no place, because
/// its submission is not complete, comes last.
struct Order: Comparable, Sendable {
    let place: Instant?
    let id: String

    static func < (left: Order, right: Order) -> Bool {
        switch (left.place, right.place) {
        case (let one?, let other?) where one != other: one < other
        case (.some, .none): true
        case (.none, .some): false
        default: left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }
    }
}

extension SharedUse {
    /// Whether the other claim goes before one of that order: its place is earlier, or its decision is FINAL, which nothing that comes later
    /// takes back, wherever it is placed.
    func comes(before order: Order) -> Bool { isFinal || Order(place: place, id: claim) < order }
}
