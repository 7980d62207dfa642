import Programme
import Records

/// An application for the year's voucher, and what should become of it.
struct SampleApplication {
    let id: String
    let party: String
    let project: SampleProject
    let year: Int
    let category: String
    var requested: Fen
    var services: [String]
    let submittedAt: Instant
    var injection: Injection?

    /// The most that a party's vouchers of one year come to (Art. 16 and 17).
    static let cap = Fen(10_000_000)

    var verdict: Verdict { injection?.verdict ?? Verdict(.approved) }
    var face: Fen { min(requested, SampleApplication.cap) }

    /// - Parameter typedParty: the party's code as the office types it, where it does so differently.
    func row(typedParty: String? = nil) -> SampleRow {
        SampleRow(
            .application,
            [
                "id": id, "party_uscc": typedParty ?? party, "voucher_year": String(year), "support_category": category,
                "requested_amount": requested.yuan,
                "project_id": project.id, "planned_services": injection == .incompleteForm ? "" : services.joined(separator: ";"),
                "declaration_signed": "true", "submitted_at": submittedAt.description, "district_opinion": "材料齐全，建议受理",
            ],
            injection: injection
        )
    }
}

/// A research project for which services are bought.
struct SampleProject: Hashable {
    let id: String
    let name: String

    func row(of party: String, injection: Injection? = nil) -> SampleRow {
        SampleRow(
            .project,
            [
                "id": id, "party_uscc": party, "project_name": name, "summary": "围绕\(name)开展试验验证，形成样机与检测数据。", "started_on": "", "ended_on": "",
            ],
            injection: injection
        )
    }
}
