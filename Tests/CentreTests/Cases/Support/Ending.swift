import Bags
import Foundation
import Merging
import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

/// What a case came to: the store's state, and what every office was told.
struct Ending {
    private let played: CaseCentre
    private let told: [OfficeCode: [[String: String]]]
    private let news: [OfficeCode: [String: [[String: String]]]]

    init(_ played: CaseCentre) throws {
        self.played = played
        let centre = played.centre
        var told: [OfficeCode: [[String: String]]] = [:]
        var news: [OfficeCode: [String: [[String: String]]]] = [:]
        for bundle in try centre.store.read({ try $0.bundles() }).sorted(by: { $0.sequence < $1.sequence }) {
            let bag = try Bag(contentsOf: "\(centre.root.outbox)/\(bundle.file)")
            for file in ["receipts/batches.csv", "decisions.csv", "conflicts.csv", "records/party.csv"] {
                if let bytes = try bag.content(of: "data/\(file)") {
                    news[bundle.office, default: [:]][file, default: []] += try CSVTable(bytes).rows
                }
            }
            if let bytes = try bag.content(of: "data/receipts/records.csv") { told[bundle.office, default: []] += try CSVTable(bytes).rows }
        }
        self.told = told
        self.news = news
    }

    var centre: Centre { played.centre }

    // MARK: Records

    private func merged(_ type: RecordType, _ key: String) throws -> MergedRecord? {
        try centre.store.read { transaction in
            let record = RecordKey(type, key)
            guard let stored = try transaction.record(record) else { return nil }
            return RecordMerge.merge(record, try transaction.history(of: stored).map(\.row))
        }
    }

    /// The value in effect, as an exchange file writes it; empty where there is none.
    func value(_ type: RecordType, _ key: String, _ column: String) throws -> String {
        let record = try #require(try merged(type, key), "there is no \(type.name) \(key)")
        let position = try #require(type.position(of: column))
        return type.columns[position].format.written(record.values[position])
    }

    func exists(_ type: RecordType, _ key: String) throws -> Bool { try merged(type, key)?.exists ?? false }

    func isWithdrawn(_ type: RecordType, _ key: String) throws -> Bool { try #require(try merged(type, key)).isWithdrawn }

    /// The groups in conflict.
    func conflicts(_ type: RecordType, _ key: String) throws -> [String] {
        try #require(try merged(type, key)).conflicts.map { type.groups[$0].name }
    }

    /// The offices of each side of a group.
    func sides(_ type: RecordType, _ key: String, _ group: String) throws -> Set<Set<String>> {
        let record = try #require(try merged(type, key))
        let position = try #require(type.group(named: group))
        return Set(record.groups[position].sides.map { Set($0.rows.map(\.office.description)) })
    }

    // MARK: Decisions

    func decision(_ kind: Decision.Kind, _ key: String) throws -> Decision? {
        try centre.store.read { transaction in
            try transaction.currentDecisions().map(\.decision).first { $0.kind == kind && $0.subject.key == key }
        }
    }

    /// `APPROVED 100000.00`, with FINAL where it is; empty where nothing is decided.
    func outcome(_ kind: Decision.Kind, _ key: String) throws -> String {
        guard let decision = try decision(kind, key) else { return "" }
        let words = [decision.outcome.rawValue, decision.amount?.yuan, decision.state == .final ? "FINAL" : nil]
        return words.compactMap(\.self).joined(separator: " ")
    }

    /// The rules behind a decision with their effects: `ART24-NOREUSE REJECT`.
    func grounds(_ kind: Decision.Kind, _ key: String) throws -> Set<String> {
        Set(try decision(kind, key)?.findings.map { "\($0.rule) \($0.effect.rawValue)" } ?? [])
    }

    /// What an application or claim waits for: its rule, its effect and the values.
    func wait(_ type: RecordType, _ key: String) throws -> Finding? {
        try centre.store.read { try $0.wait(of: RecordKey(type, key))?.finding }
    }

    // MARK: What offices were told

    /// The last word on each row that an office sent of a record, by sequence and line: `HELD ART24-NOREUSE`.
    func rows(_ office: OfficeCode, _ type: RecordType, _ key: String) -> [String: String] {
        var last: [String: (bundle: [String], outcome: String)] = [:]
        var previous = ""
        for row in told[office] ?? [] where row["type"] == type.name && row["key"] == key {
            let name = "\(row["sequence"] ?? ""):\(row["line"] ?? "")"
            let rule = ["WARN", "INFO", ""].contains(row["effect"] ?? "") ? [] : [row["rule"] ?? ""]
            // Rows of one receipt follow one another; a new receipt of the row begins with another outcome.
            if previous == name, last[name]?.outcome == row["outcome"] {
                last[name]?.bundle += rule
            } else {
                last[name] = (rule, row["outcome"] ?? "")
            }
            previous = name
        }
        return last.mapValues { ([$0.outcome] + $0.bundle.filter { !$0.isEmpty }).joined(separator: " ") }
    }

    /// Every finding that an office was told of a record's rows: `ART14-LOCAL INFO`.
    func findings(_ office: OfficeCode, _ type: RecordType, _ key: String) -> Set<String> {
        let rows = (told[office] ?? []).filter { $0["type"] == type.name && $0["key"] == key && $0["rule"] != "" }
        return Set(rows.map { "\($0["rule"] ?? "") \($0["effect"] ?? "")" })
    }

    /// What became of an office's batches, in the order told: `1 APPLIED`.
    func batches(_ office: OfficeCode) -> [String] {
        (news[office]?["receipts/batches.csv"] ?? []).map { "\($0["sequence"] ?? "") \($0["outcome"] ?? "")" }
    }

    /// What an office's batches waited for, in the order told.
    func waits(_ office: OfficeCode) -> [String] {
        (news[office]?["receipts/batches.csv"] ?? []).compactMap { $0["waits_for"] }.filter { !$0.isEmpty }
    }

    /// A column of what an office was told, of any table.
    func news(_ office: OfficeCode, _ table: String, _ column: String) -> Set<String> {
        Set((news[office]?[table] ?? []).compactMap { $0[column] })
    }

    /// Every promise of the ledger holds: nothing is lost, and what is granted fits.
    func expectNoFaults() throws {
        let faults = try Reconciliation(centre).run().faults
        #expect(faults == [])
    }
}
