/// Why a file gave no bag, or a bag not its content. The three answers ask for three different acts.
public enum BagError: Error, Sendable, CustomStringConvertible {
    /// The file is not all there: it waits, and is tried again later.
    case notWhole(NotWhole)
    /// The file is whole and against the exchange format: it can never be taken.
    case refused(BagRefusal)
    /// The system could not read the file: the operator's concern, not the office's.
    case unreadable(FileFailure)

    public var description: String {
        switch self {
        case .notWhole(let state): state.description
        case .refused(let refusal): refusal.description
        case .unreadable(let failure): failure.description
        }
    }
}
