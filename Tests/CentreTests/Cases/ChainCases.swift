import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// Batches that come twice, changed, after a gap, from a new computer, before what they speak of.
extension ConflictCase {
    static let chains = [
        ConflictCase(22, "a batch sent again changes nothing, and is answered as before") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied(), sequence: 1)
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            // Ed25519 signs alike each time: the very same bytes.
            #expect(end.batches(.jianxi) == ["1 APPLIED", "1 DUPLICATE"] || end.batches(.jianxi) == ["1 DUPLICATE", "1 APPLIED"])
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00")
            try end.expectNoFaults()
        },
        ConflictCase(23, "other content under a known number is set aside, and nothing of it is applied", isExempt: true) { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.drain("2025-03-10 09:00")
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied().map { $0.type == .party ? $0.with(["contact_name": "王五"]) : $0 }, sequence: 1)
            story.drain("2025-03-11 09:00")
        } ends: { end throws in
            #expect(end.batches(.jianxi) == ["1 APPLIED", "1 CHANGED"])
            #expect(try end.value(.party, Papers.firm, "contact_name") == "李四")
            try end.expectNoFaults()
        },
        ConflictCase(24, "a batch after a gap waits, names what it waits for, and is applied when the gap closes") { story in
            story.send(.jianxi, "2025-03-02 18:00", [])
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-03-04 18:00", [.edit(.party, Papers.firm, ["contact_name": "王五"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(end.batches(.jianxi) == ["1 APPLIED", "2 APPLIED", "3 APPLIED"])
            #expect(try end.value(.party, Papers.firm, "contact_name") == "王五")
        },
        ConflictCase(25, "a computer set up anew counts from 1 in a new epoch, which waits for the centre's ruling") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.send(.jianxi, "2025-03-05 18:00", [Papers.party().with(["contact_name": "王五"])], epoch: 2)
            let opening = CaseRow(
                .ruling,
                "410300-L1",
                [
                    "subject_type": "office", "subject_id": "410305-2 after 1-1", "verdict": "NEW_EPOCH", "reason": "重装系统", "decided_by": "王五",
                ]
            )
            story.send(.centre, "2025-03-06 18:00", [opening])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.value(.party, Papers.firm, "contact_name") == "王五")
            #expect(try end.sides(.party, Papers.firm, "contact") == [["410305"]], "own last submissions carry over")
        },
        ConflictCase(25, "a computer that counts from 1 again without a new epoch changes nothing", isExempt: true) { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.drain("2025-03-10 09:00")
            story.send(.jianxi, "2025-03-05 18:00", [Papers.party().with(["contact_name": "王五"])], sequence: 1)
            story.drain("2025-03-11 09:00")
        } ends: { end throws in
            #expect(end.batches(.jianxi) == ["1 APPLIED", "1 CHANGED"])
            #expect(try end.value(.party, Papers.firm, "contact_name") == "李四")
        },
        ConflictCase(26, "a correction by another office waits for the original, and counts when it is here") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party(), Papers.project()])
            story.send(.jianxi, "2025-03-04 18:00", [Papers.application()])
            story.send(.gaoxin, "2025-03-05 18:00", [.edit(.application, "410305-A1", ["planned_services": "RD;TEST"])])
            story.send(.mengjin, "2025-03-05 18:00", [.edit(.application, "410305-A7", ["planned_services": "RD"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.value(.application, "410305-A1", "planned_services") == "")
            #expect(try end.conflicts(.application, "410305-A1") == ["services"], "neither office had seen the other's word")
            #expect(end.rows(.mengjin, .application, "410305-A7") == ["1:2": "PARKED REF-MISSING"])
            #expect(try !end.exists(.application, "410305-A7"))
        },
        ConflictCase(27, "a claim before its application waits, and is judged when the voucher is there") { story in
            story.send(.luolong, "2025-06-03 18:00", Papers.claimed("410311-C1"))
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.gaoxin, "2025-06-03 18:00", [Papers.party(Papers.other, home: "410371")] + Papers.claimed("410371-C1", of: Papers.other))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410311-C1") == "PASSED 12000.00")
            #expect(try end.outcome(.initialReview, "410371-C1") == "")
            #expect(try end.wait(.claim, "410371-C1")?.rule == "REF-MISSING")
            #expect(end.rows(.gaoxin, .claim, "410371-C1") == ["1:2": "PARKED REF-MISSING"])
        },
    ]
}
