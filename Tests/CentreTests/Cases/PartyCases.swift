import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// One firm, several offices: who it is, what it is called, where it is at home.
extension ConflictCase {
    static let parties = [
        ConflictCase(1, "a firm registered again after it moved is one party, at home where it is registered now") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.send(.gaoxin, "2025-03-04 18:00", [Papers.party(home: "410371", since: "2024-11-01")])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == [])
            #expect(try end.value(.party, Papers.firm, "home_office") == "410371")
            #expect(try end.value(.party, Papers.firm, "reg_date") == "2024-11-01")
            #expect(end.news(.jianxi, "records/party.csv", "home_office") == ["410371"], "the office that it left is told where it went")
        },
        ConflictCase(4, "a name changed in one office and an account in another are both taken") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.send(.gaoxin, "2025-03-03 19:00", [Papers.party()])
            story.publish("2025-03-05 09:00")
            let renamed: KeyValuePairs = ["legal_name": "洛阳试样精密轴承有限公司", "former_names": Papers.name(Papers.firm), "base": "2"]
            story.send(.jianxi, "2025-03-06 18:00", [.edit(.party, Papers.firm, renamed)], acknowledging: 2)
            let moved: KeyValuePairs = ["bank_name": "另一银行", "bank_account_no": "6333000044445555", "base": "2"]
            story.send(.gaoxin, "2025-03-06 19:00", [.edit(.party, Papers.firm, moved)], acknowledging: 2)
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == [])
            #expect(try end.value(.party, Papers.firm, "legal_name") == "洛阳试样精密轴承有限公司")
            #expect(try end.value(.party, Papers.firm, "bank_account_no") == "6333000044445555")
        },
        ConflictCase(5, "an account changed in two offices waits for an operator, and the old one stands") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            // Says nothing of the account: the one version of it is the ancestor of both edits.
            story.send(.gaoxin, "2025-03-03 19:00", [Papers.party().only("contact_name", "contact_mobile")])
            story.publish("2025-03-05 09:00")
            story.send(
                .jianxi,
                "2025-03-06 18:00",
                [.edit(.party, Papers.firm, ["bank_account_no": "6333000044445555", "base": "2"])],
                acknowledging: 2
            )
            story.send(
                .gaoxin,
                "2025-03-06 19:00",
                [.edit(.party, Papers.firm, ["bank_account_no": "6444000066667777", "base": "2"])],
                acknowledging: 2
            )
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == ["bank"])
            #expect(try end.sides(.party, Papers.firm, "bank") == [["410305"], ["410371"]])
            #expect(try end.value(.party, Papers.firm, "bank_account_no") == "6222000011112222")
            #expect(end.rows(.jianxi, .party, Papers.firm)["2:2"] == "CONFLICT MERGE-CONFLICT")
            #expect(end.rows(.gaoxin, .party, Papers.firm)["2:2"] == "CONFLICT MERGE-CONFLICT")
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00", "no decision reads the account")
        },
        ConflictCase(6, "a telephone changed in two offices is the one that was written down later") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.send(.gaoxin, "2025-03-03 19:00", [Papers.party()])
            let early: KeyValuePairs = ["contact_mobile": "13900000002", "edited_at": Papers.instant("2025-03-05 10:00")]
            story.send(.gaoxin, "2025-03-06 18:00", [.edit(.party, Papers.firm, early)])
            let late: KeyValuePairs = ["contact_mobile": "13900000003", "edited_at": Papers.instant("2025-03-05 11:00")]
            story.send(.jianxi, "2025-03-06 17:00", [.edit(.party, Papers.firm, late)])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == [])
            #expect(try end.value(.party, Papers.firm, "contact_mobile") == "13900000003")
        },
        ConflictCase(7, "brackets, spaces and full width make no other name, and the home office's spelling is kept") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party().with(["legal_name": "洛阳试样轴承（河南）有限公司"])])
            story.send(.gaoxin, "2025-03-04 18:00", [Papers.party().with(["legal_name": "洛阳试样轴承(河南)有限公司"])])
            story.send(.mengjin, "2025-03-05 18:00", [Papers.party().with(["legal_name": "洛阳试样轴承〔河南〕 有限公司"]).only("legal_name")])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == [])
            #expect(try end.value(.party, Papers.firm, "legal_name") == "洛阳试样轴承（河南）有限公司")
        },
        ConflictCase(8, "two good codes under one name are two parties; a code with a slip in it is refused, with all that rests on it") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            let slip = "91410305MA8U667108"
            let mistyped = [
                Papers.party(slip, home: "410371").with(["legal_name": Papers.name(Papers.firm)]),
                Papers.application("410371-A1", of: slip, at: "2025-03-03 08:00"),
            ]
            story.send(.gaoxin, "2025-03-04 18:00", mistyped)
            story.send(.luolong, "2025-03-05 18:00", [Papers.party(Papers.other, home: "410311").with(["legal_name": Papers.name(Papers.firm)])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(end.rows(.gaoxin, .party, "") == ["1:2": "REJECTED FORMAT-VALUE"])
            #expect(end.rows(.gaoxin, .application, "410371-A1") == ["1:2": "REJECTED FORMAT-VALUE"])
            #expect(try end.exists(.party, Papers.firm))
            #expect(try end.exists(.party, Papers.other))
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00")
        },
        ConflictCase(33, "a division abolished in 2021 is read as its successor, and the office is told") { story in
            let former = [("410306", OfficeCode.mengjin, Papers.firm), ("410322", .mengjin, Papers.other), ("410381", .yanshi, Papers.third)]
            for (index, (division, office, uscc)) in former.enumerated() {
                let rows = [
                    Papers.party(uscc, home: "\(office)", division: division), Papers.project("\(office)-P\(index)", of: uscc),
                    Papers.application("\(office)-A\(index)", of: uscc, project: "\(office)-P\(index)"),
                ]
                story.send(office, "2025-03-0\(3 + index) 18:00", rows)
            }
            // The county of 1983 became the city of 1993, which became the district.
            let county = [
                Papers.party(Papers.fourth, home: "410307", division: "410321"), Papers.project("410307-P3", of: Papers.fourth),
                Papers.application("410307-A3", of: Papers.fourth, project: "410307-P3"),
            ]
            story.send(.yanshi, "2025-03-06 18:00", county)
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            for id in ["410308-A0", "410308-A1", "410307-A2", "410307-A3"] {
                #expect(try end.outcome(.application, id) == "APPROVED 100000.00", "\(id)")
                #expect(try end.grounds(.application, id) == ["ART14-LOCAL INFO"], "\(id)")
                let office = OfficeCode(id.prefix(6))!
                #expect(end.findings(office, .application, id).contains("ART14-LOCAL INFO"), "\(id)")
            }
            let values = try ["410308-A0", "410308-A1", "410307-A2", "410307-A3"].map { try end.decision(.application, $0)?.findings.first?.values }
            #expect(
                values == [
                    "reg_division=410306; successor=410308", "reg_division=410322; successor=410308", "reg_division=410381; successor=410307",
                    "reg_division=410321; successor=410307",
                ]
            )
        },
    ]
}
