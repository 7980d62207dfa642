import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// What comes after a decision is FINAL: published acts bind, and nothing changes silently.
extension ConflictCase {
    /// An application and a claim on it, both FINAL.
    private static func settled(_ story: inout CaseStory) {
        story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
        story.drain("2025-06-06 09:00")
        story.wait(until: "2025-07-01 09:00")
    }

    static let late = [
        ConflictCase(14, "an edit of a claim whose review is FINAL changes no decision: it is HELD, and the office is told") { story in
            settled(&story)
            story.send(.jianxi, "2025-07-02 18:00", [.edit(.claim, "410305-C1", ["claimed_fee": "20000"])])
            story.send(.jianxi, "2025-07-03 18:00", [.edit(.claim, "410305-C1", ["service_effect": "寿命提高三成"])])
            story.drain("2025-07-04 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("FINAL-STANDS HOLD"))
            #expect(end.rows(.jianxi, .claim, "410305-C1")["2:2"] == "HELD FINAL-STANDS")
        },
        ConflictCase(16, "a withdrawal after the review is FINAL is HELD for a ruling, and the reservation stays") { story in
            settled(&story)
            story.send(.jianxi, "2025-07-02 18:00", [.withdrawal(.claim, "410305-C1")])
            // Nobody else may use the invoice meanwhile.
            let second = Papers.claimed("410371-C1", at: "2025-07-01 10:00", invoice: "25410305000000011111")
            story.send(.gaoxin, "2025-07-02 18:00", second)
            story.drain("2025-07-04 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("FINAL-STANDS HOLD"))
            #expect(end.rows(.jianxi, .claim, "410305-C1")["2:2"] == "HELD FINAL-STANDS")
            #expect(try end.outcome(.initialReview, "410371-C1") == "REJECTED")
            try end.expectNoFaults()
        },
        ConflictCase(16, "a claim withdrawn before its review is FINAL is gone, and releases what it had") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.jianxi, "2025-06-04 18:00", [.withdrawal(.claim, "410305-C1")])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "")
            #expect(try end.wait(.claim, "410305-C1") == nil)
        },
        ConflictCase(37, "an application placed earlier that comes after a FINAL approval is its duplicate") { story in
            settled(&story)
            story.send(.gaoxin, "2025-03-02 18:00", [Papers.party(), Papers.application("410371-A1", at: "2025-03-02 08:00")])
            story.drain("2025-07-04 09:00")
            story.wait(until: "2025-08-01 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00 FINAL")
            #expect(try end.outcome(.application, "410371-A1") == "DUPLICATE FINAL")
            #expect(end.rows(.gaoxin, .application, "410371-A1").count == 1)
        },
        ConflictCase(37, "a claim placed earlier that comes after a FINAL one takes what is left, and may not use its invoice") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed(fee: "200000"))
            story.drain("2025-06-06 09:00")
            story.wait(until: "2025-07-01 09:00")
            story.send(.luolong, "2025-05-30 18:00", Papers.claimed("410311-C1", at: "2025-05-29 09:00", fee: "200000"))
            let same = Papers.claimed("410371-C1", at: "2025-05-29 10:00", fee: "20000", invoice: "25410305000000011111")
            story.send(.gaoxin, "2025-05-30 18:00", same)
            story.drain("2025-07-04 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 60000.00 FINAL")
            #expect(try !end.grounds(.initialReview, "410305-C1").contains("FINAL-STANDS HOLD"), "others' claims are no change of its own")
            #expect(try end.outcome(.initialReview, "410311-C1") == "PASSED 40000.00")
            #expect(try end.outcome(.initialReview, "410371-C1") == "REJECTED")
            #expect(try end.grounds(.initialReview, "410371-C1").contains("ART24-NOREUSE REJECT"))
        },
        ConflictCase(37, "another firm's claim placed earlier that comes after a FINAL one is HELD over their invoice") { story in
            settled(&story)
            let rows = Papers.applied(Papers.other, at: "410371")
            let same = Papers.claimed("410371-C1", of: Papers.other, project: "410371-P1", at: "2025-05-29 10:00", invoice: "25410305000000011111")
            story.send(.gaoxin, "2025-05-30 18:00", rows + same)
            story.drain("2025-07-04 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
            #expect(try end.outcome(.initialReview, "410371-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410371-C1").contains("ART24-NOREUSE HOLD"))
        },
        ConflictCase(38, "an office that has not taken in its bundles edits what is decided: the decision stands, and it is told so") { story in
            settled(&story)
            story.send(.jianxi, "2025-07-02 18:00", [.edit(.application, "410305-A1", ["requested_amount": "50000"])])
            story.send(.jianxi, "2025-07-03 18:00", [.edit(.contract, "410305-K1", ["amount": "30000"])])
            story.send(.jianxi, "2025-07-04 18:00", [.edit(.party, Papers.firm, ["contact_mobile": "13900000002"])])
            story.drain("2025-07-07 09:00")
            story.wait(until: "2025-08-01 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00 FINAL")
            #expect(try end.outcome(.voucher, "410305-A1") == "ISSUED 100000.00 FINAL")
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
            #expect(try end.grounds(.application, "410305-A1").contains("FINAL-STANDS HOLD"))
            #expect(try end.grounds(.initialReview, "410305-C1").contains("FINAL-STANDS HOLD"))
            #expect(end.rows(.jianxi, .application, "410305-A1")["2:2"] == "HELD FINAL-STANDS")
            #expect(end.rows(.jianxi, .party, Papers.firm)["4:2"] == "MERGED", "what no decision reads is taken as ever")
        },
        ConflictCase(38, "a hold over a FINAL decision ends when its cause ends, or by a ruling") { story in
            settled(&story)
            story.send(.jianxi, "2025-07-02 18:00", [.edit(.application, "410305-A1", ["requested_amount": "50000"])])
            story.send(.jianxi, "2025-07-03 18:00", [.edit(.application, "410305-A1", ["requested_amount": "100000"])])
            story.send(.jianxi, "2025-07-03 18:00", [.withdrawal(.claim, "410305-C1")])
            let release = CaseRow(
                .ruling,
                "410300-L2",
                [
                    "subject_type": "claim", "subject_id": "410305-C1", "verdict": "RELEASE", "rule": "FINAL-STANDS", "reason": "系误撤",
                    "decided_by": "王五",
                ]
            )
            story.send(.centre, "2025-07-04 18:00", [release])
            story.drain("2025-07-07 09:00")
        } ends: { end throws in
            #expect(try !end.grounds(.application, "410305-A1").contains("FINAL-STANDS HOLD"))
            #expect(try !end.grounds(.initialReview, "410305-C1").contains("FINAL-STANDS HOLD"))
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
        },
        ConflictCase(38, "an application withdrawn for good and filed again under its number stays withdrawn, and the office is told") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-03-04 18:00", [.withdrawal(.application, "410305-A1")])
            story.drain("2025-03-05 09:00")
            story.wait(until: "2025-04-01 09:00")
            story.send(.jianxi, "2025-04-02 18:00", [Papers.application()])
            story.drain("2025-04-03 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "WITHDRAWN FINAL")
            #expect(try end.grounds(.application, "410305-A1").contains("FINAL-STANDS HOLD"))
            #expect(end.rows(.jianxi, .application, "410305-A1")["3:2"] == "HELD FINAL-STANDS")
        },
    ]
}
