import Programme
import Records

/// A firm that applies for vouchers, as its office knows it.
struct SampleParty {
    enum Category: Sendable, Hashable {
        case small
        case highTechAndSmall
        case highTech
        case team
        /// A team's firm that is a registered small firm too: the lower rate applies (Art. 16).
        case teamAndSmall

        /// The category that the application names.
        var applied: String {
            switch self {
            case .small: "SME"
            case .highTechAndSmall, .highTech: "HTE"
            case .team, .teamAndSmall: "TEAM"
            }
        }

        var all: String {
            switch self {
            case .small: "SME"
            case .highTechAndSmall: "HTE;SME"
            case .highTech: "HTE"
            case .team: "TEAM"
            case .teamAndSmall: "SME;TEAM"
            }
        }

        var isHighTech: Bool { self == .highTech || self == .highTechAndSmall }
        var isSmall: Bool { self == .small || self == .highTechAndSmall || self == .teamAndSmall }
        var isTeam: Bool { self == .team || self == .teamAndSmall }

        /// The rate of Art. 16, in percent.
        var percent: Int64 { self == .team ? 50 : 30 }
    }

    struct Account: Hashable {
        var bank: String
        var number: String
        var clearing: String
    }

    let uscc: String
    /// As the registers spell it.
    let name: String
    /// As the office types it.
    var typedName: String
    var formerName: String?
    let trade: String
    var office: SampleOffice
    let category: Category
    let registeredOn: Day
    var legalRepresentative: String
    let contact: String
    let mobile: String
    var account: Account
    var highTechCertificate: String?
    /// The firm's latest number in the register of small technology firms.
    var smallFirmNumber: String?
    let incubator: String?
    let leader: String
    var hasFinanceSystem = true

    /// The row that registers the firm.
    func row(injection: Injection? = nil) -> SampleRow {
        var row = SampleRow(
            .party,
            [
                "uscc": uscc, "legal_name": typedName, "former_names": formerName ?? "", "reg_division": office.division,
                "reg_date": registeredOn.description,
                "home_office": office.code.description, "legal_rep_name": legalRepresentative, "contact_name": contact, "contact_mobile": mobile,
                "support_categories": category.all, "hte_cert_no": highTechCertificate ?? "", "sme_reg_no": smallFirmNumber ?? "",
                "bank_account_name": name, "bank_name": account.bank, "bank_account_no": account.number, "cnaps": account.clearing,
                "finance_system_declared": hasFinanceSystem ? "true" : "false",
            ],
            injection: injection
        )
        if let incubator {
            row["incubator_name"] = incubator
            row["residency_from"] = registeredOn.description
            row["residency_to"] = Day.last(of: registeredOn.year + 12).description
            row["team_leader_name"] = leader
            row["leader_talent_level"] = "CITY"
            row["core_members"] = "\(contact);样例成员甲;样例成员乙"
        }
        return row
    }
}
