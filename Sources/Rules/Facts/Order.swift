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
