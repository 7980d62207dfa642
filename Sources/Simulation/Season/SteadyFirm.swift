import Programme
import Records
import Sample

/// A firm whose papers are in order, so that a round has claims to fund; what its own and other offices write later may disturb it.
struct SteadyFirm {
    let uscc: String
    let office: OfficeCode

    /// One for each of the first offices.
    static func firms(of offices: [OfficeCode]) -> [SteadyFirm] { zip(Papers.steady, offices).map { SteadyFirm(uscc: $0, office: $1) } }

    private var project: String { "\(office)-P7" }

    /// The firms in the register of small and medium-sized enterprises, as the centre enters them.
    static func register(_ firms: [SteadyFirm]) -> [CaseRow] {
        firms.enumerated().map { index, firm in
            CaseRow(
                .regSme,
                "410300-S1\(index)",
                ["uscc": firm.uscc, "name": Papers.name(firm.uscc), "reg_no": "2025410305\(index)B000123", "announced_on": "2025-01-10"]
            )
        }
    }

    func application(on day: Day) -> [CaseRow] {
        [
            Papers.party(uscc, home: office.description), Papers.project(project, of: uscc),
            Papers.application("\(office)-A7", of: uscc, project: project, at: "\(day) 09:00"),
        ]
    }

    /// The firm's claim of a number from 7 on.
    func claim(_ number: Int, on day: Day, fee: String) -> [CaseRow] {
        Papers.claimed("\(office)-C\(number)", of: uscc, project: project, at: "\(day) 09:\(10 + number)", fee: fee)
    }

    /// What somebody changes of it after it was filed.
    func disturbance(by author: OfficeCode, _ turn: Int, _ random: inout RandomSource) -> CaseRow {
        let claim = "\(office)-C7"
        return random.pick([
            .edit(.party, uscc, ["bank_account_no": random.pick(["6333000044445555", "6222000011112222"])]),
            .edit(.party, uscc, ["contact_mobile": "13900000003"]),
            .edit(.claim, claim, ["claimed_fee": random.pick(["10000", "4000000"])]),
            .edit(.invoice, "\(office)-I7", ["gross": "10000"]),
            .withdrawal(.claim, claim),
            Papers.evidence("\(author)-E7\(turn)", for: claim, kind: "SERVICE_RESULT", file: "\(author)-E7\(turn).txt"),
        ])
    }
}
