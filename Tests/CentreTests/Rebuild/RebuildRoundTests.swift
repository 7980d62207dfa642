import Foundation
import Logging
import Programme
import Records
import Rules
import Sample
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("A rebuild of a whole season")
struct RebuildRoundTests {
    private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// A synthetic city's year with its mishaps, and a round from its opening to a payment that was sent back.
    private func season(_ folder: TemporaryFolder) async throws -> Centre {
        try SampleWriter.write(.city(seed: 11, parties: 12), to: folder.path, defaultConfig: Repository.configuration)
        let configuration = try await CentreConfiguration.load(DataRoot(folder.path), environment: ["VOUCHERD_INTAKE_MINIMUM_FREE_BYTES": "0"])
        let centre = try Centre(configuration: configuration, logger: quiet)
        func drain(_ instant: String) async throws { _ = try await Intake(centre, logger: quiet).drain(at: Instant(instant)!) }
        func act(_ instant: String, _ acts: [OperatorAct]) async throws {
            _ = try await OperatorDesk(centre, operatorName: "王五").submit(acts, at: Instant(instant)!)
        }
        func decisions(_ kind: Decision.Kind) throws -> [Decision] {
            try centre.store.read { try $0.currentDecisions().map(\.decision).filter { $0.kind == kind } }
        }
        try await drain("2026-01-20T09:00:00+08:00")
        try await drain("2026-02-10T09:00:00+08:00")
        var waiver = OperatorAct.Ruling(subjectType: "round", subject: "2025-R1", verdict: "RELEASE", reason: "缺失批次已核实")
        waiver.rule = "ART06-ORDER"
        let round = [
            "id": "2025-R1", "voucher_year": "2025", "kind": "ANNUAL", "budget": "5000000", "admin_reserved": "0",
            "cut_off_at": "2026-02-11T09:00:00+08:00", "signoff_stb": "2026-01-05", "signoff_finance": "2026-01-06",
        ]
        try await act("2026-02-11T09:00:00+08:00", [.rule(waiver), .record(.round, round)])
        let experts = ["MANAGEMENT", "TECHNICAL", "FINANCE"].enumerated().map {
            OperatorAct.record(.expert, ["id": "410300-X\($0.offset)", "name": "专家甲", "kind": $0.element])
        }
        let reviews = try centre.store.read { transaction in
            try transaction.claims(ofRound: "2025-R1").map { claim in
                let review = try transaction.currentDecision(.initialReview, of: RecordKey(.claim, claim))?.decision
                let fee = review?.pinned("ART16-RATE")["recognised"] ?? "0"
                return OperatorAct.record(
                    .review,
                    [
                        "id": "410300-V-\(claim)", "round_id": "2025-R1", "claim_id": claim, "result": "APPROVE", "recognised_fee": fee,
                        "experts": "410300-X0;410300-X1;410300-X2",
                    ]
                )
            }
        }
        try await act("2026-02-12T09:00:00+08:00", experts + reviews + [.record(.round, ["id": "2025-R1", "reviewed_on": "2026-02-12"])])
        let lines = try decisions(.listing).filter { $0.outcome == .full }
        let line = try #require(lines.first)
        let claims = lines.map(\.subject.key).joined(separator: ";")
        let publicity = ["id": "410300-G1", "round_id": "2025-R1", "claims": claims, "published_on": "2026-02-24"]
        try await act("2026-02-24T09:00:00+08:00", [.record(.publicity, publicity)])
        // Nothing comes in: the publicity ends by time alone.
        try await drain("2026-03-03T00:00:00+08:00")
        let confirmation = try #require(try decisions(.confirmation).first { $0.subject == line.subject })
        let paper = [
            "id": "410300-K1", "claim_id": line.subject.key, "result": "CONSISTENT",
            "evidence_digest": try #require(confirmation.pinned("ART18-4-CONFIRM")["manifest"]), "checked_on": "2026-03-05",
        ]
        try await act("2026-03-05T09:00:00+08:00", [.record(.paperCheck, paper)])
        let amount = try #require(line.amount).yuan
        let payment = ["id": "410300-P1", "claim_id": line.subject.key, "amount": amount, "status": "PAID", "on_date": "2026-03-09"]
        try await act("2026-03-09T09:00:00+08:00", [.record(.payment, payment)])
        #expect(try decisions(.payment).contains { $0.outcome == .paid })
        return centre
    }

    @Test("rounds, publicity that ended by time alone, letters and payments come back, to the byte of each bundle")
    func round() async throws {
        let folder = try TemporaryFolder()
        let centre = try await season(folder)
        let root = centre.root
        let export = try CanonicalExport(centre.store).text()
        let bundles = try centre.store.read { try $0.bundles().map { "\($0.file) \($0.drain) \($0.zip)" } }
        let journal = try JournalReading(Journal(path: root.journal))
        #expect(journal.lines.contains { $0.files.isEmpty })
        let report = try Rebuild(centre.configuration).run(replacing: true, accepting: false)
        #expect(report.differences == [])
        let before = try CentralStore(readingAt: #require(report.movedTo))
        let again = try Centre(configuration: centre.configuration, logger: quiet)
        #expect(try before.read { before in try again.store.read { try before.differences(from: $0).map(\.description) } } == [])
        #expect(try CanonicalExport(again.store).text() == export)
        #expect(try again.store.read { try $0.bundles().map { "\($0.file) \($0.drain) \($0.zip)" } } == bundles)
        #expect(try Reconciliation(again).run().faults == [])
    }
}
