import Programme
import Records
import Rules
import Testing

@testable import Simulation

/// Who may claim, on what invoice; edits while a claim is looked at.
extension ConflictCase {
    /// The register's word that one firm became part of another.
    private static let merger = CaseRow(
        .regRelation,
        "410300-M1",
        ["a": Papers.firm, "b": Papers.other, "kind": "MERGED_INTO", "from_date": "2025-04-01"]
    )

    private static func paper(_ rows: [CaseRow], code: String = "041001900112", number: String = "12345678", digits: String = "") -> [CaseRow] {
        rows.map { $0.type == .invoice ? $0.with(["e_number": digits, "code": code, "number": number]) : $0 }
    }

    static let claims = [
        ConflictCase(9, "a claim by the firm that absorbed the voucher's holder is HELD: succession is not transfer") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.centre, "2025-04-02 18:00", [merger])
            story.send(.gaoxin, "2025-06-03 18:00", [Papers.party(Papers.other, home: "410371")] + Papers.claimed("410371-C1", of: Papers.other))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410371-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410371-C1").contains("ART24-NOTRANSFER HOLD"))
            #expect(end.rows(.gaoxin, .claim, "410371-C1")["1:2"]?.hasPrefix("HELD ART24-NOTRANSFER") == true)
        },
        ConflictCase(9, "invoices and payments in the successor's name are HELD on the holder's claim") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.centre, "2025-04-02 18:00", [merger])
            let claimed = Papers.claimed().map { $0.type == .invoice ? $0.with(["buyer_uscc": Papers.other]) : $0 }
            story.send(.jianxi, "2025-06-03 18:00", claimed)
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOTRANSFER HOLD"))
        },
        ConflictCase(10, "a branch has no certificate of its own and is refused; its papers on the parent's claim are HELD") { story in
            let branch = "91410302MA9K3XQ5TH"
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            let relation = CaseRow(.regRelation, "410300-M2", ["a": Papers.firm, "b": branch, "kind": "BRANCH", "from_date": "2020-01-01"])
            let uncertified = CaseRow.withdrawal(.regSme, "410300-S3")
            story.send(.centre, "2025-03-02 18:00", [relation, uncertified])
            let filed = Papers.applied(branch, at: "410371").map { $0.type == .party ? $0.with(["legal_name": "洛阳试样轴承有限公司高新分公司"]) : $0 }
            story.send(.gaoxin, "2025-03-04 18:00", filed)
            let claimed = Papers.claimed().map { $0.type == .contract ? $0.with(["party_uscc": branch]) : $0 }
            story.send(.jianxi, "2025-06-03 18:00", claimed)
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410371-A1") == "REJECTED")
            #expect(try end.grounds(.application, "410371-A1").contains("ART14-SME REJECT"))
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOTRANSFER HOLD"))
        },
        ConflictCase(11, "one invoice in two claims of a firm is paid once: the later-placed claim is refused") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed("410305-C1", at: "2025-06-02 10:00", invoice: "25410000000000012345"))
            story.send(.gaoxin, "2025-06-04 18:00", Papers.claimed("410371-C1", at: "2025-06-02 09:00", invoice: "25410000000000012345"))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410371-C1") == "PASSED 12000.00")
            #expect(try end.outcome(.initialReview, "410305-C1") == "REJECTED")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOREUSE REJECT"))
        },
        ConflictCase(11, "the same claim from two offices is one claim") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.gaoxin, "2025-06-04 18:00", Papers.claimed().filter { $0.type != .evidence })
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.claim, "410305-C1") == [])
            #expect(try end.conflicts(.invoice, "410305-I1") == [])
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00")
        },
        ConflictCase(12, "one invoice in two firms' claims: the later-placed is HELD, the earlier goes on with a warning") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.gaoxin, "2025-03-03 18:00", Papers.applied(Papers.other, at: "410371"))
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed("410305-C1", at: "2025-06-02 10:00", invoice: "25410000000000012345"))
            let second = Papers.claimed(
                "410371-C1",
                of: Papers.other,
                project: "410371-P1",
                at: "2025-06-02 09:00",
                invoice: "25410000000000012345"
            )
            story.send(.gaoxin, "2025-06-04 18:00", second)
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410371-C1") == "PASSED 12000.00")
            #expect(try end.grounds(.initialReview, "410371-C1").contains("ART24-NOREUSE WARN"))
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOREUSE HOLD"))
        },
        ConflictCase(12, "an invoice made out to another firm is refused") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            let claimed = Papers.claimed().map { $0.type == .invoice ? $0.with(["buyer_uscc": Papers.other]) : $0 }
            story.send(.jianxi, "2025-06-03 18:00", claimed)
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "REJECTED")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOTRANSFER REJECT"))
        },
        ConflictCase(13, "an invoice known by twenty digits and by code and number is found under either") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            let both = paper(Papers.claimed("410305-C1", at: "2025-06-02 09:00"), digits: "25410000000000012345")
            story.send(.jianxi, "2025-06-03 18:00", both)
            story.send(.gaoxin, "2025-06-04 18:00", paper(Papers.claimed("410371-C1", at: "2025-06-02 10:00")))
            story.send(.luolong, "2025-06-04 18:00", Papers.claimed("410311-C1", at: "2025-06-02 11:00", invoice: "25410000000000012345"))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00")
            for id in ["410371-C1", "410311-C1"] {
                #expect(try end.outcome(.initialReview, id) == "REJECTED", "\(id)")
                #expect(try end.grounds(.initialReview, id).contains("ART24-NOREUSE REJECT"), "\(id)")
            }
        },
        ConflictCase(13, "twenty digits here, code and number there, all else alike: nobody can tell, so the later-placed is HELD") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-06-03 18:00", Papers.claimed("410305-C1", at: "2025-06-02 09:00", invoice: "25410000000000012345"))
            story.send(.gaoxin, "2025-06-04 18:00", paper(Papers.claimed("410371-C1", at: "2025-06-02 10:00")))
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 12000.00")
            #expect(try end.grounds(.initialReview, "410305-C1").contains("ART24-NOREUSE WARN"))
            #expect(try end.outcome(.initialReview, "410371-C1") == "HELD")
            #expect(try end.grounds(.initialReview, "410371-C1").contains("ART24-NOREUSE HOLD"))
        },
        ConflictCase(15, "edits of different fields while a claim is looked at are both taken") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.luolong, "2025-06-04 18:00", [.edit(.claim, "410305-C1", ["service_effect": "寿命提高三成"])])
            story.send(.jianxi, "2025-06-05 18:00", [.edit(.claim, "410305-C1", ["claimed_fee": "30000"])])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.claim, "410305-C1") == [])
            #expect(try end.value(.claim, "410305-C1", "service_effect") == "寿命提高三成")
            #expect(try end.outcome(.initialReview, "410305-C1") == "PASSED 9000.00")
        },
        ConflictCase(15, "edits of one field that money hangs on are HELD") { story in
            story.send(.jianxi, "2025-06-03 18:00", Papers.applied() + Papers.claimed())
            story.send(.luolong, "2025-06-04 18:00", [.edit(.claim, "410305-C1", ["claimed_fee": "20000"])])
            story.send(.jianxi, "2025-06-05 18:00", [.edit(.claim, "410305-C1", ["claimed_fee": "30000"])])
            story.drain("2025-06-06 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.claim, "410305-C1") == ["amount"])
            #expect(try end.outcome(.initialReview, "410305-C1") == "HELD")
        },
        ConflictCase(17, "a district's 审核不通过 is advice: the centre's decision stands") { story in
            story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
            story.send(.jianxi, "2025-03-04 18:00", [.edit(.application, "410305-A1", ["district_opinion": "审核不通过"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.outcome(.application, "410305-A1") == "APPROVED 100000.00")
            #expect(try end.grounds(.application, "410305-A1") == ["ART05-AUTHORITY WARN"])
        },
        ConflictCase(35, "a record withdrawn in one office and edited in another stays, and both see it") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party()])
            story.send(.luolong, "2025-03-03 19:00", [Papers.party()])
            story.publish("2025-03-05 09:00")
            story.send(.jianxi, "2025-03-06 18:00", [CaseRow.withdrawal(.party, Papers.firm).with(["base": "2"])], acknowledging: 2)
            story.send(.luolong, "2025-03-06 19:00", [.edit(.party, Papers.firm, ["contact_name": "王五", "base": "2"])], acknowledging: 2)
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try !end.isWithdrawn(.party, Papers.firm))
            #expect(try end.value(.party, Papers.firm, "contact_name") == "王五")
            #expect(end.news(.jianxi, "records/party.csv", "contact_name").contains("王五"))
        },
        ConflictCase(35, "a record withdrawn with nobody's edit beside it goes, and an edit on top of it brings it back") { story in
            story.send(.jianxi, "2025-03-03 18:00", [Papers.party(), Papers.party(Papers.other)])
            story.send(.jianxi, "2025-03-04 18:00", [.withdrawal(.party, Papers.firm), .withdrawal(.party, Papers.other)])
            story.send(.jianxi, "2025-03-05 18:00", [.edit(.party, Papers.other, ["contact_name": "王五"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.isWithdrawn(.party, Papers.firm))
            #expect(try !end.isWithdrawn(.party, Papers.other))
        },
    ]
}
