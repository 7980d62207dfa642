/// A load for measuring: many good records of one shape, without mishaps, written batch by batch so that its size knows no limit but the disk's.
///
///     try WorkloadWriter.write(Workload(shape: .rows, parties: 32_000), to: "w1", defaultConfig: "config") { done, total in … }
///
/// Unlike a ``SampleWorld`` it says nothing of what should come of it; the same workload still gives the same files on every machine.
public struct Workload: Sendable, Hashable {
    /// What the batches hold.
    public enum Shape: String, Sendable, Hashable, CaseIterable {
        /// Rows alone: the centre's registers; then of each office one batch of parties with project and application, and one of their contracts,
        /// claims, invoices, bank receipts, accounting vouchers and results.
        case rows
        /// As ``rows``; and, in `later/`, every row of the offices again, one field in ten changed.
        case again
        /// Many batches of three claims each, with the eighteen files that prove them.
        case small
        /// One batch of one claim, with very large files.
        case large
        /// Batches of twenty rows of one office, in `later/`, to be dropped one by one.
        case trickle
    }

    public var shape: Shape
    public var seed: UInt64
    /// How many parties there are in each round of ``Shape/rows``, spread evenly over the offices.
    public var parties: Int
    /// How often ``Shape/rows`` is made, each time with other parties; the second and further ones go to `later/<number>/`.
    public var rounds: Int
    /// How many batches of ``Shape/small`` or ``Shape/trickle`` there are besides the centre's.
    public var batches: Int
    /// How large each file of evidence is, in bytes.
    public var fileBytes: Int64

    public init(
        shape: Shape,
        seed: UInt64 = 1,
        parties: Int = 32_000,
        rounds: Int = 1,
        batches: Int = 300,
        fileBytes: Int64 = 20 << 10
    ) {
        self.shape = shape
        self.seed = seed
        self.parties = parties
        self.rounds = rounds
        self.batches = batches
        self.fileBytes = fileBytes
    }

    /// The voucher year of every record.
    static let year = 2025

    /// An office from which nothing comes but a batch in `probe/`, which a store of any size can take: it begins a chain, and no decision waits
    /// for it.
    static let probe = SampleOffice("410322", "测量专用受理点", weight: 0, isDaily: true)
    /// The parties of the probe: with their projects and applications some thousand rows.
    static let probeParties = 333
}
