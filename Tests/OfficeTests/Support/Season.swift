import Foundation
import Merging
import Programme
import Records
import TestSupport
import Testing

@testable import Office
@testable import Simulation

/// A season of two offices and the centre that grows from a seed: edits on both sides, batches and bundles that are late, doubled and out of order.
final class Season {
    /// An edit of a group by a clerk, under a value that no other edit has.
    struct Edit {
        let office: OfficeCode
        let key: String
        let column: String
        let value: String
        /// The values that the office's sheet had shown of the column until then.
        let seen: Set<String>
        /// The batch that carried it, counted by the office's packs; a later number than the office has packed is not sent.
        let pack: Int
    }

    let city: SeasonCity
    private var random: SplitMix
    private(set) var edits: [Edit] = []
    private var shown: [String: Set<String>] = [:]
    private var mail: [(due: Int, path: String)] = []
    private var packs: [OfficeCode: Int] = [:]
    private var round = 0
    private var counter = 0
    private(set) var batches = 0
    /// How often a clerk was told that two had changed the same.
    private(set) var clashes = 0

    /// Columns whose values the test makes unique, with their group's word.
    static let columns: [(name: String, word: String)] = [
        ("contact_name", "latest"), ("bank_account_no", "hold"), ("sme_reg_no", "hold"), ("hte_cert_no", "hold"), ("legal_rep_name", "home"),
    ]

    static let parties: [String] = (1...8).map { number in
        let body = "91410305MA800000" + String(number)
        return body + String(USCC.checkCharacter(for: body)!)
    }

    init(seed: UInt64) throws {
        city = try SeasonCity()
        random = SplitMix(state: seed)
    }

    private func chance(_ percent: Int) -> Bool { random.next() % 100 < UInt64(percent) }
    private func pick<Item>(_ items: [Item]) -> Item { items[Int(random.next() % UInt64(items.count))] }

    private var now: String {
        let start = Instant("2025-03-03T08:00:00+08:00")!
        return start.adding(seconds: Int64(round) * 7200).description
    }

    private var later: String { Instant(now)!.adding(seconds: 3600).description }

    // MARK: The season

    /// One round: clerks edit, some pack, the post brings what is due, the centre drains, some open.
    func play() async throws {
        round += 1
        for office in SeasonCity.offices {
            for _ in 0..<(random.next() % 4) { try edit(office) }
            if chance(15) { try addProject(office) }
            if chance(8) { try clearBase(office) }
            if chance(50) { try pack(office) }
        }
        try await deliver { $0.due <= self.round }
        for office in SeasonCity.offices {
            if chance(60) { _ = try open(office) }
            // A bundle that comes twice.
            if chance(10), let old = city.opened[office], old > 0 { try city.open(office, pick(Array(city.bundles(office).prefix(old)))) }
        }
    }

    /// Lets everything arrive, until nobody has anything to say.
    func settle() async throws {
        for _ in 0..<12 {
            round += 1
            let before = batches
            for office in SeasonCity.offices { try pack(office) }
            try await deliver { _ in true }
            for office in SeasonCity.offices { while try open(office) {} }
            if batches == before, mail.isEmpty { return }
        }
        Issue.record("the season does not come to rest")
    }

    private func deliver(_ isDue: ((due: Int, path: String)) -> Bool) async throws {
        var due = mail.filter(isDue)
        mail.removeAll(where: isDue)
        due.shuffle(using: &random)
        for item in due { try city.drop(item.path) }
        try await city.drain(at: later)
    }

    // MARK: What a clerk does

    private func edit(_ office: OfficeCode) throws {
        var sheet = try city.sheet(office, .party)
        let key = pick(Season.parties)
        counter += 1
        // Half of the parties are one office's, and come to the other with a project of theirs.
        if sheet.row(key) == nil, office != SeasonCity.jianxi, Season.parties.prefix(4).contains(key) { return }
        if sheet.row(key) == nil {
            // Nobody told this office of the party: the clerk types it in, and may contradict the other office in everything.
            for (column, value) in newParty(key, office) { sheet[key, column] = value }
            for (column, _) in Season.columns { note(office, key, column, sheet[key, column]) }
        } else {
            let column = chance(40) ? "bank_account_no" : pick(Season.columns).name
            sheet[key, column] = value(column)
            if column == "bank_account_no" { for (name, filler) in Season.bank { sheet[key, name] = filler } }
            note(office, key, column, sheet[key, column])
        }
        try sheet.save()
    }

    private static let bank = [("bank_account_name", "样本公司"), ("bank_name", "样本银行"), ("cnaps", "102493000001")]

    private func value(_ column: String) -> String {
        let number = String(repeating: "0", count: 6 - String(counter).count) + String(counter)
        return switch column {
        case "bank_account_no": "62220000\(number)"
        case "sme_reg_no": "20254103050A\(number)"
        case "hte_cert_no": "GR202541\(number)"
        default: "人\(number)"
        }
    }

    private func newParty(_ key: String, _ office: OfficeCode) -> [(String, String)] {
        let isOdd = key.utf8.last.map { $0 % 2 == 1 } ?? false
        return [
            ("legal_name", "洛阳样本\(key.suffix(3))有限公司"), ("reg_division", "410305"), ("reg_date", "2020-05-06"), ("home_office", "410305"),
            // A required cell in which two offices may begin by contradicting each other.
            ("support_categories", isOdd && office == SeasonCity.luolong ? "HTE" : "SME"), ("contact_mobile", "13800000001"),
            ("finance_system_declared", "是"),
        ] + Season.columns.map { ($0.name, value($0.name)) } + Season.bank
    }

    private func note(_ office: OfficeCode, _ key: String, _ column: String, _ value: String) {
        let seen = shown["\(office) \(key) \(column)"] ?? []
        edits.append(Edit(office: office, key: key, column: column, value: value, seen: seen, pack: packs[office] ?? 0))
    }

    private func addProject(_ office: OfficeCode) throws {
        var sheet = try city.sheet(office, .project)
        counter += 1
        let id = "\(office)-P\(counter)"
        for (column, value) in [("party_uscc", pick(Season.parties)), ("project_name", "项目 \(counter)"), ("summary", "内容")] {
            sheet[id, column] = value
        }
        try sheet.save()
    }

    /// A sheet from elsewhere, which has no base.
    private func clearBase(_ office: OfficeCode) throws {
        var sheet = try city.sheet(office, .party)
        guard let key = sheet.keys.first(where: { _ in chance(40) }) else { return }
        sheet[key, "base"] = ""
        try sheet.save()
    }

    // MARK: What a clerk runs

    private func pack(_ office: OfficeCode) throws {
        var made = try city.pack(office, at: now)
        if made.report.faultyRows > 0 {
            // A row without a base says everything, and may not leave open what the centre has in conflict.
            var sheet = try city.sheet(office, .party)
            for fault in made.report.findings where fault.finding.column == "support_categories" { sheet[fault.key, "support_categories"] = "SME" }
            try sheet.save()
            made = try city.pack(office, at: now)
        }
        clashes += made.report.news?.clashCount ?? 0
        #expect(made.report.faultyRows == 0, "\(made.report.findings.prefix(3))")
        try look(office)
        guard let path = made.path else { return }
        packs[office, default: 0] += 1
        batches += 1
        mail.append((round + Int(random.next() % 4), path))
        if chance(25) { mail.append((round + Int(random.next() % 6), path)) }
    }

    private func open(_ office: OfficeCode) throws -> Bool {
        let unsent = edits.filter { $0.office == office && $0.pack == packs[office] ?? 0 }
        let before = try city.sheet(office, .party)
        let opened = try city.openNext(office)
        let after = try city.sheet(office, .party)
        for edit in unsent where before[edit.key, edit.column] == edit.value {
            #expect(after[edit.key, edit.column] == edit.value, "an edit that was not sent is gone: \(edit)")
        }
        try look(office)
        return opened != nil
    }

    /// The values of a column that an office's clerk had been shown when they made an edit to that value; all they were shown, where they typed none.
    func seen(_ office: OfficeCode, _ key: String, _ column: String, before value: String) -> Set<String> {
        edits.first { $0.office == office && $0.key == key && $0.column == column && $0.value == value }?.seen
            ?? shown["\(office) \(key) \(column)"] ?? []
    }

    /// Notes what the sheet shows.
    private func look(_ office: OfficeCode) throws {
        let sheet = try city.sheet(office, .party)
        for key in sheet.keys { for (column, _) in Season.columns { shown["\(office) \(key) \(column)", default: []].insert(sheet[key, column]) } }
    }
}

/// SplitMix64: the same seed, the same season.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
