import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// Files that prove a claim: nothing of them is ever lost.
extension ConflictCase {
    private static func later(_ office: String, replacing: String = "") -> CaseRow {
        Papers.evidence("\(office)-E9", for: "410305-C1", kind: "INVOICE", file: "\(office)-E9.txt", replacing: replacing)
    }

    static let evidence = [
        ConflictCase(18, "a file replaced in one office and one added in another are both kept") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.jianxi, "2025-06-04 18:00", [later("410305", replacing: "410305-C1-E3")])
            story.send(.luolong, "2025-06-04 19:00", [later("410311")])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            for id in ["410305-C1-E3", "410305-E9", "410311-E9"] { #expect(try end.exists(.evidence, id), "\(id)") }
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00")
        },
        ConflictCase(18, "a file replaced in two offices keeps both, and the claim is HELD") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.jianxi, "2025-06-04 18:00", [later("410305", replacing: "410305-C1-E3")])
            story.send(.luolong, "2025-06-04 19:00", [later("410311", replacing: "410305-C1-E3")])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.exists(.evidence, "410305-E9"))
            #expect(try end.exists(.evidence, "410311-E9"))
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART18-1-SIX HOLD"))
        },
        ConflictCase(19, "one file in the claims of two firms holds both") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.gaoxin, "2025-03-03 18:00", Papers.applied(Papers.other, at: "410371"))
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed(), files: ["410305-C1-E5.txt": "同一份报告"])
            let second = Papers.claimed("410371-C1", of: Papers.other, project: "410371-P1")
            story.send(.gaoxin, "2025-06-04 18:00", second, files: ["410371-C1-E5.txt": "同一份报告"])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            for id in ["410305-C1", "410371-C1"] {
                #expect(try end.outcome(.initialReview, id) == "HELD", "\(id)")
                #expect(try end.grounds(.initialReview, id).contains("ART24-NOREUSE HOLD"), "\(id)")
            }
        },
    ]
}
