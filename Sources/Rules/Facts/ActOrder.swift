import Programme
import Records

/// The order of the centre's acts on one subject: by the day that they name, those of one day by their ids as they count up. An act without a day
/// comes first.
///
/// In which order batches brought them must not matter, and the day is all that an act says of its time.
struct ActOrder: Comparable, Sendable {
    let day: Day?
    let id: IDOrder

    /// - Parameter column: the column that holds the act's day.
    init(_ act: CaseRecord, by column: String) {
        day = act.day(column)
        id = IDOrder(act.key.key)
    }

    static func < (left: ActOrder, right: ActOrder) -> Bool {
        switch (left.day, right.day) {
        case (let one?, let other?) where one != other: one < other
        case (nil, .some): true
        case (.some, nil): false
        default: left.id < right.id
        }
    }
}
