import Programme
import Records
import Rules
import Testing

@testable import Centre
@testable import Simulation

/// Conflicts that the centre settles by a resolution in the inbox.
extension ConflictCase {
    /// A party whose account two offices change upon one bundle; the conflict's rows are `410305-1-2:2` and `410371-1-2:2`.
    private static func contested(_ story: inout CaseStory) {
        story.send(.jianxi, "2025-03-03 18:00", Papers.applied())
        story.send(.gaoxin, "2025-03-03 19:00", [Papers.party().only("contact_name", "contact_mobile")])
        story.send(.luolong, "2025-03-03 20:00", [Papers.party().only("contact_name", "contact_mobile")])
        story.publish("2025-03-05 09:00")
        story.send(.jianxi, "2025-03-06 18:00", [.edit(.party, Papers.firm, ["bank_account_no": "6333000044445555", "base": "3"])], acknowledging: 2)
        story.send(.gaoxin, "2025-03-06 19:00", [.edit(.party, Papers.firm, ["bank_account_no": "6444000066667777", "base": "3"])], acknowledging: 2)
    }

    private static func settled(for office: String = "", values: String = "") -> CaseRow {
        let conflict = ConflictID.id(of: RecordKey(.party, Papers.firm), group: "bank")
        return CaseRow(
            .resolution,
            "410300-S1",
            [
                "conflict_id": conflict, "sides": "410305-1-2:2;410371-1-2:2", "office": office, "values": values, "reason": "电话核实",
                "decided_by": "王五",
            ]
        )
    }

    static let settlements = [
        ConflictCase(5, "a resolution takes one office's account, whether it comes before the sides that it lists or after") { story in
            contested(&story)
            story.send(.centre, "2025-03-07 18:00", [settled(for: "410371")])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == [])
            #expect(try end.value(.party, Papers.firm, "bank_account_no") == "6444000066667777")
            #expect(end.news(.jianxi, "records/party.csv", "bank_account_no").contains("6444000066667777"), "it travels to every office")
        },
        ConflictCase(5, "a side that the resolution had not seen opens the conflict again under its id") { story in
            contested(&story)
            story.send(
                .luolong,
                "2025-03-06 20:00",
                [.edit(.party, Papers.firm, ["bank_account_no": "6555000088889999", "base": "3"])],
                acknowledging: 2
            )
            story.send(.centre, "2025-03-07 18:00", [settled(values: #"{"bank_account_no":"6666000011110000"}"#)])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == ["bank"])
            #expect(try end.sides(.party, Papers.firm, "bank") == [["410300"], ["410311"]])
            #expect(try end.value(.party, Papers.firm, "bank_account_no") == "6222000011112222")
        },
        ConflictCase(5, "a resolution that is taken back leaves the conflict as it was") { story in
            contested(&story)
            story.send(.centre, "2025-03-07 18:00", [settled(for: "410371")])
            story.send(.centre, "2025-03-08 18:00", [CaseRow(.resolution, "410300-S1", ["op": "withdraw", "reason": "看错了", "decided_by": "王五"])])
            story.drain("2025-03-10 09:00")
        } ends: { end throws in
            #expect(try end.conflicts(.party, Papers.firm) == ["bank"])
            #expect(try end.sides(.party, Papers.firm, "bank") == [["410305"], ["410371"]])
            #expect(try end.value(.party, Papers.firm, "bank_account_no") == "6222000011112222")
        },
    ]
}
