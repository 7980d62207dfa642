import Programme

/// A batch that a case sends.
struct CaseBatch: Sendable {
    let office: OfficeCode
    let epoch: Int
    let sequence: Int
    /// The batch whose digest it names; `nil` for the first of an epoch.
    let previous: BatchIdentity?
    let exportedAt: Instant
    let acknowledges: Int
    let rows: [CaseRow]
    /// Evidence files by name that are not made from the rows' ids.
    let files: [String: String]
    /// Whether it is written and never comes: the office's next batch names it all the same.
    var isMislaid = false

    var identity: BatchIdentity { BatchIdentity(office: office, epoch: epoch, sequence: sequence) }
}

/// Batches that may come in any order, and the instant at which all their drains happen: when a row was received must decide nothing.
struct CaseTurn: Sendable {
    var batches: [CaseBatch] = []
    var instant = Instant(seconds: 0)
    /// Drains without a batch that follow, in which time alone decides.
    var afterwards: [Instant] = []
    /// A later batch names what this turn published: it is drained in one way only, since the numbers of versions and bundles are names
    /// for what one drain published.
    var isGround = false
}
