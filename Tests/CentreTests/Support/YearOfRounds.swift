import Bags
import Foundation
import Logging
import Programme
import Records
import Rules
import Sample
import Store
import TestSupport

@testable import Centre

/// A centre that has taken in a city's year, long enough ago for everything that can be FINAL to be so.
final class YearOfRounds {
    let folder: String
    let centre: Centre
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    init(parties: Int) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("voucherd-\(UUID().uuidString)").path
        try SampleWriter.write(.city(seed: 11, parties: parties), to: folder, defaultConfig: Repository.configuration)
        let configuration = try await CentreConfiguration.load(DataRoot(folder), environment: ["VOUCHERD_INTAKE_MINIMUM_FREE_BYTES": "0"])
        centre = try Centre(configuration: configuration, logger: logger)
        try await drain("2026-01-20T09:00:00+08:00")
        try await drain("2026-02-10T09:00:00+08:00")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    @discardableResult
    func drain(_ instant: String) async throws -> Centre.Report {
        try await Intake(centre, logger: logger).drain(at: Instant(instant)!).report
    }

    @discardableResult
    func act(_ acts: [OperatorAct], _ instant: String) async throws -> Consequences {
        try await OperatorDesk(centre, operatorName: "王五").submit(acts, at: Instant(instant)!)
    }

    /// The same in the first drain of a pass, which a second one ends.
    func actInFollowedDrain(_ acts: [OperatorAct], _ instant: String) throws {
        let batch = try centre.store.read { try OperatorBatch(acts, by: "王五", after: $0) }
        _ = try batch.write(to: "\(centre.root.inbox)/\(batch.name).zip", key: centre.configuration.key, at: Instant(instant)!)
        try centre.partialDrain(at: instant)
        _ = try centre.drain([], at: Instant(instant)!, isContinuation: true)
    }

    func open(_ id: String = "2025-R1", budget: String, at instant: String = "2026-02-11T09:00:00+08:00") async throws -> Consequences {
        // The sample's lost batches will not come: the operator lets the round go on without them.
        var waiver = OperatorAct.Ruling(subjectType: "round", subject: id, verdict: "RELEASE", reason: "缺失批次已核实")
        waiver.rule = "ART06-ORDER"
        return try await act(
            [
                .rule(waiver),
                .record(
                    .round,
                    [
                        "id": id, "voucher_year": "2025", "kind": id.hasSuffix("R1") ? "ANNUAL" : "EXTRA", "budget": budget,
                        "admin_reserved": "0",
                        "cut_off_at": instant, "signoff_stb": "2026-01-05", "signoff_finance": "2026-01-06",
                    ]
                ),
            ],
            instant
        )
    }

    /// Every candidate recognised as the initial review found.
    func review(_ id: String = "2025-R1", at instant: String = "2026-02-12T09:00:00+08:00") async throws -> Consequences {
        let claims = try centre.store.read { try $0.claims(ofRound: id) }
        var acts: [OperatorAct] = ["MANAGEMENT", "TECHNICAL", "FINANCE"].enumerated().map {
            .record(.expert, ["id": "410300-X\($0.offset)", "name": "专家甲", "kind": $0.element])
        }
        for claim in claims {
            let fee = try centre.store.read {
                try $0.currentDecision(.initialReview, of: RecordKey(.claim, claim))?.decision.pinned("ART16-RATE")["recognised"]
            }
            acts.append(
                .record(
                    .review,
                    [
                        "id": "410300-V-\(id)-\(claim)", "round_id": id, "claim_id": claim, "result": "APPROVE", "recognised_fee": fee ?? "0",
                        "experts": "410300-X0;410300-X1;410300-X2",
                    ]
                )
            )
        }
        acts.append(.record(.round, ["id": id, "reviewed_on": "2026-02-12"]))
        return try await act(acts, instant)
    }

    func decisions(_ kind: Decision.Kind) throws -> [Decision] {
        try centre.store.read { try $0.currentDecisions().map(\.decision).filter { $0.kind == kind } }
    }
}
