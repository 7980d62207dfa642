import Programme
import Records
import TestSupport
import Testing

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

/// One of the 38 situations in which offline offices meet: what comes, and how it must end.
struct ConflictCase: Sendable, CustomTestStringConvertible {
    let number: Int
    let sentence: String
    let turns: [CaseTurn]
    /// Whether the contract takes it out of order independence: a waived gap, and other content under a known number.
    let isExempt: Bool
    let check: @Sendable (Ending) throws -> Void

    var testDescription: String { "\(number): \(sentence)" }

    init(
        _ number: Int,
        _ sentence: String,
        isExempt: Bool = false,
        _ tell: (inout CaseStory) -> Void,
        ends check: @escaping @Sendable (Ending) throws -> Void
    ) {
        var story = CaseStory()
        tell(&story)
        self.number = number
        self.sentence = sentence
        self.isExempt = isExempt
        self.check = check
        turns = story.finished
    }

}

/// Tells a case, batch by batch; chains are kept for each office.
struct CaseStory {
    private var turns: [CaseTurn] = []
    private var open = CaseTurn()
    /// The registers stand before every case, as the centre's first batch.
    private var last: [OfficeCode: BatchIdentity] = [.centre: BatchIdentity(office: .centre, epoch: 1, sequence: 1)]

    /// What is sent and not yet drained.
    var batches: [CaseBatch] { open.batches }

    /// The batch that stands before every case.
    mutating func sendRegisters() { send(.centre, "2025-02-01 09:00", Papers.registers, sequence: 1) }

    var finished: [CaseTurn] {
        precondition(open.batches.isEmpty, "a case ends with a drain")
        return turns
    }

    /// The office's next batch.
    ///
    /// - Parameter epoch: opens a new epoch at sequence 1 where it is not the office's present one.
    mutating func send(
        _ office: OfficeCode,
        _ exportedAt: String,
        _ rows: [CaseRow],
        epoch: Int = 1,
        files: [String: String] = [:],
        acknowledging bundle: Int = 0
    ) {
        let known = last[office].flatMap { $0.epoch == epoch ? $0 : nil }
        send(office, exportedAt, rows, epoch: epoch, sequence: (known?.sequence ?? 0) + 1, files: files, acknowledging: bundle)
    }

    /// A batch whose number is told: one that an office made anew under a known number.
    mutating func send(
        _ office: OfficeCode,
        _ exportedAt: String,
        _ rows: [CaseRow],
        epoch: Int = 1,
        sequence: Int,
        files: [String: String] = [:],
        acknowledging bundle: Int = 0
    ) {
        guard let exported = Instant(Papers.instant(exportedAt)) else { preconditionFailure("\(exportedAt) is no instant") }
        let batch = CaseBatch(
            office: office,
            epoch: epoch,
            sequence: sequence,
            previous: sequence == 1 ? nil : BatchIdentity(office: office, epoch: epoch, sequence: sequence - 1),
            exportedAt: exported,
            acknowledges: bundle,
            rows: rows,
            files: files
        )
        last[office] = batch.identity
        open.batches.append(batch)
    }

    /// What was sent comes, in any order, before this drain.
    mutating func drain(_ instant: String, isGround: Bool = false) {
        guard let at = Instant(Papers.instant(instant)) else { preconditionFailure("\(instant) is no instant") }
        open.instant = at
        open.isGround = isGround
        turns.append(open)
        open = CaseTurn()
    }

    /// What was sent is published in bundles that a later batch acknowledges.
    mutating func publish(_ instant: String) { drain(instant, isGround: true) }

    /// Nothing comes; time alone passes.
    mutating func wait(until instant: String) {
        guard let at = Instant(Papers.instant(instant)), open.batches.isEmpty, !turns.isEmpty else {
            preconditionFailure("no drain before \(instant)")
        }
        turns[turns.count - 1].afterwards.append(at)
    }
}

extension OfficeCode {
    static let jianxi = TestCity.jianxi
    static let luolong = TestCity.luolong
    static let gaoxin = TestCity.gaoxin
    static let yanshi = OfficeCode("410307")!
    static let mengjin = OfficeCode("410308")!
}
