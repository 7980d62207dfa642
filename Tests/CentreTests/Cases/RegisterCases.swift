import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// Registers that learn something after the centre has decided.
extension ConflictCase {
    private static let provincial = CaseRow(
        .regProvincial,
        "410300-V1",
        ["uscc": Papers.firm, "year": "2025", "project_name": "高速轴承寿命研究", "contract_no": "HT-410305-K1", "status": "GRANTED"]
    )

    static let registers = [
        ConflictCase(29, "support by the province that becomes known while a claim is looked at refuses it") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.centre, "2025-06-04 18:00", [provincial])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "REJECTED")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART16-PROVINCE REJECT"))
        },
        ConflictCase(29, "support by the province that becomes known after the review is FINAL holds the claim: the decision stands") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.drain("2025-06-06 09:00")
            story.wait(until: "2025-07-01 09:00")
            story.send(.centre, "2025-07-02 18:00", [provincial])
            story.drain("2025-07-03 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00 FINAL")
            let hold = try #require(try end.decision(.initialReview, "410305-C1")?.findings.first)
            #expect(hold.rule == "FINAL-STANDS" && hold.effect == .hold && hold.reason.contains("ART16-PROVINCE"))
            #expect(end.rows(.jianxi, .claim, "410305-C1") == ["1:2": "HELD FINAL-STANDS"])
        },
        ConflictCase(30, "a certificate cancelled back to before the voucher holds voucher and claims: what is FINAL stands") { story in
            let certificate = CaseRow(
                .regHte,
                "410300-H1",
                [
                    "uscc": Papers.firm, "name": Papers.name(Papers.firm), "cert_no": "GR202441000123", "issued_on": "2024-11-01",
                    "valid_to": "2027-10-31", "cancelled_from": "",
                ]
            )
            story.send(.centre, "2025-03-01 18:00", [certificate])
            let applied = Papers.applied().map { $0.type == .application ? $0.with(["support_category": "HTE"]) : $0 }
            story.send(.jianxi, "2025-03-03 18:00", applied)
            story.drain("2025-03-05 09:00")
            story.wait(until: "2025-04-01 09:00")
            story.send(.centre, "2025-06-01 18:00", [certificate.with(["cancelled_from": "2024-12-01"])])
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed())
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00 FINAL")
            #expect(try end.outcome(.voucher, "410305-A1") == "ISSUED 100000.00 FINAL")
            let hold = try #require(try end.decision(.application, "410305-A1")?.findings.first)
            #expect(hold.rule == "FINAL-STANDS" && hold.reason.contains("ART14-HTE"))
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART14-HTE HOLD"))
        },
        ConflictCase(36, "a project renamed away from one that the city has paid for is HELD") { story in
            let funded = CaseRow(
                .regCityProject,
                "410300-F1",
                ["uscc": Papers.firm, "project_no": "2024-077", "project_name": "高速轴承寿命研究", "year": "2024"]
            )
            story.send(.centre, "2025-02-20 18:00", [funded])
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-03-05 18:00", [.edit(.project, "410305-P1", ["project_name": "机床主轴温升控制方法"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.value(.project, "410305-P1", "project_name") == "机床主轴温升控制方法")
            #expect(try end.outcome(.application, "410305-A1") == "HELD")
            #expect(try end.grounds(.application, "410305-A1") == ["ART22-CITYFUND HOLD"])
        },
        ConflictCase(36, "a name alike is HELD, the same name refused") { story in
            let rows = [("410300-F1", Papers.firm, "高速轴承寿命的研究"), ("410300-F2", Papers.other, "高速轴承寿命研究")]
            let funded = rows.map { CaseRow(.regCityProject, $0.0, ["uscc": $0.1, "project_no": "2024-077", "project_name": $0.2, "year": "2024"]) }
            story.send(.centre, "2025-02-20 18:00", funded)
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.gaoxin, "2025-03-03 18:00", Papers.applied(Papers.other, at: "410371"))
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "HELD")
            #expect(try end.outcome(.application, "410371-A1") == "REJECTED")
        },
    ]
}
