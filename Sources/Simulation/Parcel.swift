import Bags
import Programme

/// A file on its way.
struct Parcel: Sendable {
    enum Goal: Sendable {
        /// A name below the centre's inbox.
        case inbox(String)
        /// A bundle to an office, by number.
        case office(OfficeCode, Int)
    }

    let goal: Goal
    let bytes: [UInt8]
    /// Whether only the beginning of the file comes; the whole is another parcel.
    var isPrefix = false
    /// The tick at which it arrives.
    var due: Int
}
