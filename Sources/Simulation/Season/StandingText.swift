import Centre
import Foundation
import Merging
import Records
import Store

/// Everything that must not depend on the order of arrival: the canonical export, and the rows that are not simply taken.
enum StandingText {
    static func of(_ store: CentralStore) throws -> String {
        try CanonicalExport(store).text() + rows(of: store).joined(separator: "\n")
    }

    /// Rows whose outcome stops their author: HELD and worse. Which row was the first of its record is a matter of arrival.
    private static func rows(of store: CentralStore) throws -> [String] {
        try store.read { transaction in
            var lines: [String] = []
            for type in RecordType.all {
                var records: [StoredRecord] = []
                try transaction.forEachRecord(type) { record, _ in records.append(record) }
                for record in records {
                    for row in try transaction.history(of: record) {
                        guard let outcome = row.outcome, outcome >= .held else { continue }
                        lines.append("row \(type.name) \(row.row.identity) \(outcome.rawValue)")
                    }
                }
            }
            return lines.sorted()
        }
    }

    /// How many decisions of a text are FINAL: barriers, which order may not change.
    static func finals(in text: String) -> Int { text.components(separatedBy: "\"state\":\"FINAL\"").count - 1 }

    /// The lines that one text has and the other lacks.
    static func difference(_ one: String, _ other: String) -> [String] {
        let before = Set(one.split(separator: "\n").map(String.init))
        let after = Set(other.split(separator: "\n").map(String.init))
        return before.subtracting(after).sorted().map { "- \($0)" } + after.subtracting(before).sorted().map { "+ \($0)" }
    }
}
