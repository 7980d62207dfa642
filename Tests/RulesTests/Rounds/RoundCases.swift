import Programme
import Records
import Rules
import Testing

/// How a rule of rounds, payment, the year's end or the clock is driven: a way to pass it, and one to each finding that it can make.
struct RoundCases: Sendable {
    typealias Findings = @Sendable () throws -> [Finding]

    /// What the deciders say where everything is in order.
    let passing: Findings
    let firings: [(effect: Finding.Effect, findings: Findings)]

    private static let claim = RecordKey(.claim, "410305-C1")
    private static let application = RecordKey(.application, "410305-A1")
    private static let ranked: Findings = { RoundBuilder().findings }

    private static func round(_ edit: @escaping @Sendable (inout RoundBuilder) -> Void) -> Findings {
        {
            var builder = RoundBuilder()
            edit(&builder)
            return builder.findings
        }
    }

    private static func round(_ column: String, _ text: String?) -> Findings { round { $0.world.set(.round, "2026-R1", column, text) } }

    /// What the decision of a kind says of the listed claim.
    private static func listed(
        _ kind: Decision.Kind,
        calendar: Workdays = workdays,
        _ edit: @escaping @Sendable (inout ListedClaim) throws -> Void
    ) -> Findings {
        {
            var listed = try ListedClaim()
            try edit(&listed)
            return try #require(try listed.decision(kind, calendar: calendar)).findings
        }
    }

    private static func objected(_ ruling: [String: String]) -> Findings {
        listed(.publicity) { listed in
            var cells = ["claim_id": "410305-C1", "received_at": "2026-06-22T23:00:00+08:00", "content": "异议"]
            cells.merge(ruling) { $1 }
            listed.builder.add(.objection, "410300-O1", cells)
        }
    }

    /// What the initial review says at an instant of a claim that an operator must look at.
    private static func reviewed(at now: String) -> Findings {
        {
            var builder = CaseBuilder()
            builder.set(.contract, "410305-HT-C1", "service_category", "OTHER")
            let horizon = Horizon(now: instant(now), allHaveSpokenUntil: nil, workdays: workdays)
            return try #require(try builder.adjudicated(at: horizon).decision(.initialReview, claim)).findings
        }
    }

    private static func void(at now: String) -> Findings {
        {
            let horizon = Horizon(now: instant(now), allHaveSpokenUntil: nil, workdays: workdays, closedYears: [2026])
            return try CaseBuilder().adjudicated(at: horizon).decision(.void, application)?.findings ?? []
        }
    }

    /// By the rule's id.
    static let all: [String: RoundCases] = [
        "ART03-BUDGET": RoundCases(passing: ranked, firings: [(.hold, round("admin_reserved", "100000.00"))]),
        "ART03-ACTUAL": RoundCases(
            passing: ranked,
            firings: [
                (.hold, round { $0.world.set(.review, "410300-V1", "recognised_fee", "50000.01") }),
                (.reject, round { $0.world.set(.review, "410300-V1", "result", "REJECT") }),
            ]
        ),
        "ART04-JOINT": RoundCases(passing: ranked, firings: [(.hold, round("signoff_finance", nil))]),
        "ART06-ORDER": RoundCases(
            passing: ranked,
            firings: [
                (.info, ranked), (.warn, round("budget", "35000.00")), (.hold, { RoundBuilder().hearing.obstaclesToCutOff(gaps: ["410305-1-7"]) }),
            ]
        ),
        "ART18-1-5WD": RoundCases(passing: reviewed(at: "2026-06-04T23:59:59+08:00"), firings: [(.warn, reviewed(at: "2026-06-05T00:00:00+08:00"))]),
        "ART18-2-PANEL": RoundCases(
            passing: ranked,
            firings: [
                (.hold, round { $0.world.set(.review, "410300-V2", "experts", "410300-X0;410300-X1") }),
                (
                    .warn,
                    round { builder in
                        builder.world.set(.expert, "410300-X1", "employer_uscc", CaseBuilder.provider)
                        for number in 1...3 { builder.world.rule("RELEASE", on: .claim, "410305-C\(number)", rule: "ART18-2-PANEL") }
                    }
                ),
            ]
        ),
        "ART18-2-Q1": RoundCases(passing: ranked, firings: [(.warn, { RoundHearing.lateness(of: lateRound) })]),
        "ART18-3-PUBLICITY": RoundCases(
            passing: listed(.publicity) { _ in },
            firings: [(.info, listed(.publicity) { _ in }), (.hold, listed(.publicity, calendar: Workdays([:])) { _ in })]
        ),
        "ART18-3-OBJECTION": RoundCases(
            passing: objected(["ruling": "DISMISSED"]),
            firings: [
                (.info, objected(["ruling": "DISMISSED"])), (.hold, objected([:])), (.reject, objected(["ruling": "SUSTAINED"])),
                (.warn, objected(["ruling": "SUSTAINED", "reduced_fee": "5000.00"])),
            ]
        ),
        "ART18-4-CONFIRM": RoundCases(passing: listed(.confirmation) { _ in }, firings: [(.info, listed(.confirmation) { _ in })]),
        "ART18-5-PAPER": RoundCases(
            passing: listed(.payment) { $0.checkPaper() },
            firings: [
                (.info, listed(.payment) { $0.checkPaper() }), (.hold, listed(.payment) { $0.checkPaper("MISMATCH") }),
                (
                    .return,
                    listed(.payment) {
                        $0.checkPaper()
                        try $0.pay("RETURNED")
                    }
                ),
            ]
        ),
        "ART19-ROUNDS": RoundCases(passing: ranked, firings: [(.hold, round { $0.world.contest(.round, "2026-R1", "round") })]),
        "ART23-FRAUD": RoundCases(
            passing: listed(.payment) { $0.checkPaper() },
            firings: [
                (.hold, listed(.freeze) { $0.builder.rule("FREEZE", on: .party, CaseBuilder.party) }),
                (
                    .info,
                    listed(.freeze) {
                        $0.builder.rule("FREEZE", on: .party, CaseBuilder.party)
                        $0.builder.rule("UNFREEZE", on: .party, CaseBuilder.party)
                    }
                ),
                (
                    .reject,
                    listed(.clawback) {
                        $0.checkPaper()
                        try $0.pay("PAID")
                        $0.acts = [try #require(try $0.decision(.payment))]
                        $0.builder.rule("FRAUD", on: .party, CaseBuilder.party)
                        $0.builder.set(.ruling, try #require($0.builder.records.last).key.key, "doc_no", "洛科〔2026〕9号")
                    }
                ),
            ]
        ),
        "ART24-VOID": RoundCases(
            passing: void(at: "2026-12-31T23:59:59+08:00"),
            firings: [
                (.info, void(at: "2027-01-05T00:00:00+08:00")),
                (
                    .hold,
                    {
                        var builder = CaseBuilder()
                        builder.add(
                            .ruling,
                            "410300-L1",
                            [
                                "subject_type": "voucher", "subject_id": application.key, "verdict": "VOID", "effective_on": "2026-05-01",
                                "reason": "交回",
                            ]
                        )
                        return try builder.claim().findings
                    }
                ),
            ]
        ),
    ]

    private static var lateRound: CaseRecord {
        RoundBuilder.with("reviewed_on", "2027-04-01").world.records.first { $0.key.type == .round }!
    }
}
