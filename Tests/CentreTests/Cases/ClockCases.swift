import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// Wrong clocks, time zones and the end of the year: nobody gains a place or loses a year by them (Art. 6, 24).
extension ConflictCase {
    static let clocks = [
        ConflictCase(20, "a submission dated after its own export is placed at the export, and HELD where the clock is a day wrong") { story in
            let early = Papers.applied().map { $0.type == .application ? $0.with(["submitted_at": Papers.instant("2025-03-03 20:00")]) : $0 }
            story.send(.jianxi, "2025-03-03 18:00", early)
            let wrong = Papers.applied(Papers.other, at: "410371", submitted: "2025-03-06 09:00")
            story.send(.gaoxin, "2025-03-03 18:00", wrong)
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.decision(.application, "410305-A1")?.place == Instant(Papers.instant("2025-03-03 18:00")))
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00")
            #expect(try end.grounds(.application, "410305-A1") == ["ART06-ORDER WARN"])
            #expect(try end.decision(.application, "410371-A1")?.place == Instant(Papers.instant("2025-03-03 18:00")))
            #expect(try end.outcome(.application, "410371-A1") == "HELD")
            #expect(try end.grounds(.application, "410371-A1") == ["ART06-ORDER HOLD"])
        },
        ConflictCase(20, "a claim back-dated before the office's last export gains no place over another office's") { story in
            story.send(.jianxi, "2025-06-02 18:00", Papers.applied())
            story.send(.jianxi, "2025-06-04 18:00", Papers.claimed("410305-C1", at: "2025-06-01 09:00", fee: "200000"))
            story.send(.luolong, "2025-06-03 18:00", Papers.claimed("410311-C1", at: "2025-06-02 12:00", fee: "200000"))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.decision(.initialReview, "410305-C1")?.place == Instant("2025-06-02T18:00:01+08:00"))
            #expect(try end.outcome(.initialReview, "410311-C1") == "PASSED 60000.00")
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 40000.00")
        },
        ConflictCase(21, "a stamp in UTC is read by its offset to the second, and one without an offset is refused") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            func claim(_ id: String, _ stamp: String) -> [CaseRow] {
                Papers.claimed(id, fee: "20000").map { $0.type == .claim ? $0.with(["submitted_at": stamp]) : $0 }
            }
            story.send(.jianxi, "2026-01-01 01:00", claim("410305-C1", "2025-12-31T15:59:59Z"))
            story.send(.luolong, "2026-01-01 01:00", claim("410311-C2", "2025-12-31T16:00:00Z"))
            story.send(.gaoxin, "2026-01-01 01:00", claim("410371-C3", "2025-12-31T23:00:00"))
            story.drain("2026-01-05 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 6000.00")
            #expect(try end.value(.claim, "410305-C1", "submitted_at") == "2025-12-31T23:59:59+08:00")
            #expect(try end.outcome(.initialReview, "410311-C2") == "HELD")
            #expect(try end.grounds(.initialReview, "410311-C2").contains("ART24-YEAR HOLD"))
            #expect(end.rows(.gaoxin, .claim, "410371-C3") == ["1:2": "REJECTED FORMAT-VALUE"])
        },
        ConflictCase(28, "a claim exported on 30 December counts for that year, though it comes on 8 January") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-12-30 18:00", Papers.claimed(at: "2025-12-30 09:00"))
            story.drain("2026-01-08 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00")
            #expect(try end.decision(.initialReview, "410305-C1")?.place == Instant(Papers.instant("2025-12-30 09:00")))
        },
    ]
}
