import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// One limit a party and year, whoever files; amounts that cannot both be right.
extension ConflictCase {
    static let money = [
        ConflictCase(2, "of two offices' applications for one firm and year the earlier-placed stands, and the other is its duplicate") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            let earlier = Papers.application("410371-A1", at: "2025-03-03 08:00", asking: "60000")
            story.send(.gaoxin, "2025-03-04 18:00", [Papers.party(), earlier])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410371-A1") == "APPROVED 60000.00")
            #expect(try end.outcome(.voucher, "410371-A1") == "ISSUED 60000.00")
            #expect(try end.outcome(.application, "410305-A1") == "DUPLICATE")
            #expect(try end.grounds(.application, "410305-A1") == ["ART17-FACE WARN"], "not a refusal on its merits")
            #expect(try end.outcome(.voucher, "410305-A1") == "")
        },
        ConflictCase(3, "two offices' 60,000 do not add up; a top-up is an edit of the one that stands, cut to the cap") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied().map { $0.type == .application ? $0.with(["requested_amount": "60000"]) : $0 })
            story.send(.gaoxin, "2025-03-04 18:00", [Papers.party(), Papers.application("410371-A1", at: "2025-03-04 08:00", asking: "60000")])
            story.send(.jianxi, "2025-03-05 18:00", [.edit(.application, "410305-A1", ["requested_amount": "120000"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.voucher, "410305-A1") == "REDUCED 100000.00")
            #expect(try end.grounds(.voucher, "410305-A1").contains("ART17-FACE WARN"))
            #expect(try end.outcome(.application, "410371-A1") == "DUPLICATE")
        },
        ConflictCase(32, "of two claims in two districts that are together over the voucher the later-placed gets the rest") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed("410305-C1", at: "2025-06-02 10:00", fee: "200000"))
            story.send(.luolong, "2025-06-04 18:00", Papers.claimed("410311-C1", at: "2025-06-02 09:00", fee: "200000"))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410311-C1") == "PASSED 60000.00")
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 40000.00")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART16-CAP WARN"))
            try end.expectNoFaults()
        },
        ConflictCase(34, "an amount in 万元 beside one in yuan is a conflict, and nobody guesses") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.luolong, "2025-06-03 19:00", [.edit(.claim, "410305-C1", ["claimed_fee": "4"])])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.claim, "410305-C1") == ["amount"])
            #expect(try end.value(.claim, "410305-C1", "claimed_fee") == "")
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(end.rows(.luolong, .claim, "410305-C1")["1:2"]?.hasPrefix("CONFLICT MERGE-CONFLICT") == true)
        },
        ConflictCase(34, "a fee ten thousand times its invoices goes back for a supplement") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(
                .luolong,
                "2025-06-03 19:00",
                Papers.claimed("410311-C1").map { $0.type == .claim ? $0.with(["claimed_fee": "400000000"]) : $0 }
            )
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410311-C1") == "RETURNED")
            #expect(end.rows(.luolong, .claim, "410311-C1") == ["1:2": "RETURNED ART18-1-SIX"])
        },
    ]
}
