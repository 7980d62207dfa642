import Programme
import Records

// The demand side as the rules read it.

/// A party (需求方).
struct Party: Sendable {
    let record: CaseRecord

    var uscc: String { record.key.key }
    var name: String? { record.text("legal_name") }
    var formerNames: [String] { record.list("former_names") }
    var division: String? { record.text("reg_division") }
    var registeredOn: Day? { record.day("reg_date") }
    var contact: String? { record.text("contact_name") }
    var incubator: String? { record.text("incubator_name") }
    var residencyFrom: Day? { record.day("residency_from") }
    var residencyTo: Day? { record.day("residency_to") }
    var leader: String? { record.text("team_leader_name") }
    var leaderLevel: TalentLevel? { record.word("leader_talent_level") }
    var coreMembers: [String] { record.list("core_members") }
    var declaresSoundFinance: Bool? { record.flag("finance_system_declared") }
    var bankAccount: String? { record.text("bank_account_no") }

    /// How a name stands to the party's own.
    enum NameMatch {
        case current
        case former
        /// Alike enough to be a slip, or a branch of the party.
        case alike
        case other
    }

    func match(_ other: String, alikeFrom percent: Int) -> NameMatch {
        if isSameName(name, other) { return .current }
        if formerNames.contains(where: { isSameName($0, other) }) { return .former }
        guard let name else { return .other }
        let isBranch = TextFolding.comparisonKey(other).hasPrefix(TextFolding.comparisonKey(name)) && other.hasSuffix("公司")
        return isBranch || NameLikeness.areAlike(name, other, percent: percent) ? .alike : .other
    }
}

/// A research project (研发项目).
struct Project: Sendable {
    let record: CaseRecord
    /// The names that it had before.
    let formerNames: [String]

    init?(_ id: String?, in docket: Docket) {
        guard let record = docket.one(.project, id) else { return nil }
        self.record = record
        formerNames = docket.file.formerProjectNames[record.key.key] ?? []
    }

    var id: String { record.key.key }
    var party: String? { record.text("party_uscc") }
    var name: String? { record.text("project_name") }
    var summary: String? { record.text("summary") }
}

/// An application for a voucher (创新券申请).
struct Application: Sendable {
    let record: CaseRecord

    var id: String { record.key.key }
    var year: Int? { record.whole("voucher_year") }
    var stated: String? { record.text("support_category") }
    var category: SupportCategory? { record.word("support_category") }
    var requested: Fen? { record.fen("requested_amount") }
    var project: String? { record.text("project_id") }
    var isSigned: Bool? { record.flag("declaration_signed") }
    var exception: String? { record.text("exception_doc_no") }
    var opinion: String? { record.text("district_opinion") }
}

/// Everything that the rules read of an application.
struct ApplicationFacts: Sendable {
    let application: Application
    let party: Party
    let project: Project?
    let registers: Registers
    /// The place of the application.
    let place: Instant?
    let city: City
    /// The version in force on the day of application; `nil` where none is.
    let version: ProgrammeVersion?
    /// The last day on which any version takes applications.
    let lastDay: Day?
    /// The version to judge by.
    let terms: ProgrammeVersion

    /// The day of application.
    var day: Day? { place?.day }

    /// The records that are read, for their conflicts.
    var records: [CaseRecord] { [application.record, party.record] + (project.map { [$0.record] } ?? []) }
}
