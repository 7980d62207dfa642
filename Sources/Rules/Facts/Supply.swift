import Programme
import Records

// The supply side as the rules read it.

/// A provider (服务机构).
struct Provider: Sendable {
    let record: CaseRecord

    enum Kind: String {
        case university = "UNIVERSITY"
        case institute = "INSTITUTE"
        case enterprise = "ENTERPRISE"
        case testAgency = "TEST_AGENCY"
        case otherPublic = "OTHER_PUBLIC"
    }

    var uscc: String { record.key.key }
    var name: String? { record.text("name") }
    var kind: Kind? { record.word("provider_type") }
    var staff: Int? { record.whole("fulltime_tech_staff") }
    var memberFrom: Day? { record.day("member_from") }
    var memberTo: Day? { record.day("member_to") }
}

/// A service platform (服务平台).
struct Platform: Sendable {
    let record: CaseRecord

    var uscc: String { record.key.key }
    var division: String? { record.text("reg_division") }
    var staff: Int? { record.whole("staff_count") }
    var instruments: Int? { record.whole("instrument_count") }
}

/// A certificate or platform of a provider (资质).
struct Qualification: Sendable {
    let record: CaseRecord

    var kind: String? { record.text("kind") }
    var number: String? { record.text("number") }
    var from: Day? { record.day("valid_from") }
    var to: Day? { record.day("valid_to") }
    /// CMA or CNAS: what makes a testing agency (Art. 11 item 3 point 3).
    var isTestCertificate: Bool { kind == "CMA" || kind == "CNAS" }
    /// A laboratory, centre or base that the city or a higher authority recognised (Art. 11 item 3 point 2).
    var isPlatform: Bool { kind != nil && !isTestCertificate && record.text("level") != nil }

    func isValid(on day: Day) -> Bool { from != nil && to != nil && covers(day, from: from, to: to) }
}

/// An entrustment of an intermediary (委托).
struct Entrustment: Sendable {
    let record: CaseRecord

    var agent: String? { record.text("agent_uscc") }
    var agentName: String? { record.text("agent_name") }

    func isValid(on day: Day) -> Bool { covers(day, from: record.day("valid_from"), to: record.day("valid_to")) }
}

/// The recognition of a platform (服务平台认定).
struct Recognition: Sendable {
    let record: CaseRecord
    /// The last day of its publicity, where that is known (Art. 9).
    var publicUntil: Day?

    /// The day of recognition, but not before its publicity is over.
    var from: Day? {
        guard let from = record.day("valid_from") else { return nil }
        return publicUntil.map { max(from, $0.adding(days: 1)) } ?? from
    }
    /// The day on which it was revoked, no longer covered.
    var revokedOn: Day? { record.day("valid_to") }

    func isValid(on day: Day) -> Bool { from.map { $0 <= day } == true && (revokedOn.map { day < $0 } ?? true) }
}

/// A service contract (服务合同).
struct Contract: Sendable {
    let record: CaseRecord

    var id: String { record.key.key }
    var number: String? { record.text("contract_no") }
    var party: String? { record.text("party_uscc") }
    var provider: String? { record.text("provider_uscc") }
    var agent: String? { record.text("agent_uscc") }
    var project: String? { record.text("project_id") }
    var platform: String? { record.text("platform_uscc") }
    var order: String? { record.text("platform_order_no") }
    var orderedOn: Day? { record.day("order_date") }
    var signedOn: Day? { record.day("signed_on") }
    var start: Day? { record.day("service_start") }
    var end: Day? { record.day("service_end") }
    var category: String? { record.text("service_category") }
    var description: String? { record.text("service_desc") }
    var isMandatoryTest: Bool? { record.flag("is_mandatory_test") }
    var amount: Fen? { record.fen("amount") }

    /// The day on which the service was bought: that of the order, or of the contract where the order has none.
    var boughtOn: Day? { orderedOn ?? signedOn }
}
