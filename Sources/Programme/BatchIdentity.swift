/// What names a batch: its office, the office's epoch, and the sequence number within the epoch (exchange format, section 2).
public struct BatchIdentity: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let office: OfficeCode
    /// From 1; 0 for the commands of the centre's operators.
    public let epoch: Int
    /// From 1, without gaps inside an epoch.
    public let sequence: Int

    public init(office: OfficeCode, epoch: Int, sequence: Int) {
        self.office = office
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Reads `410305-1-42`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let office = OfficeCode(parts[0]), let epoch = Int(parts[1]), let sequence = Int(parts[2]) else { return nil }
        guard epoch >= 0, sequence >= 1 else { return nil }
        self.init(office: office, epoch: epoch, sequence: sequence)
    }

    /// `410305-1-42`.
    public var description: String { "\(office)-\(epoch)-\(sequence)" }

    /// The order in which batches are taken: by office, epoch and sequence.
    public static func < (left: BatchIdentity, right: BatchIdentity) -> Bool {
        (left.office, left.epoch, left.sequence) < (right.office, right.epoch, right.sequence)
    }
}
