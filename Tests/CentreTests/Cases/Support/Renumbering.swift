import Foundation
import Programme
import Records

@testable import Simulation

// Other batches with the same rows: one parted in two, or two cases' batches in one chain.
extension [CaseTurn] {
    /// The turns with a batch parted in two after some of its rows (by type, then line): the same rows, the same export. The office's later
    /// batches move up by one.
    func parting(_ turn: Int, _ batch: Int, after rows: Int) -> [CaseTurn] {
        var parted = self
        let whole = self[turn].batches[batch]
        for turn in indices {
            for index in self[turn].batches.indices {
                let other = self[turn].batches[index]
                if other.office == whole.office, other.epoch == whole.epoch, other.sequence > whole.sequence {
                    parted[turn].batches[index] = other.renumbered(other.sequence + 1)
                }
            }
        }
        let inOrder = whole.rows.inOrder
        parted[turn].batches[batch] = whole.holding([CaseRow](inOrder.prefix(rows)))
        parted[turn].batches.insert(whole.holding([CaseRow](inOrder.dropFirst(rows))).renumbered(whole.sequence + 1), at: batch + 1)
        return parted
    }

    /// Whether a row names a batch or an epoch by number, or two batches have one: parting would then say something else.
    var namesBatches: Bool {
        let batches = flatMap(\.batches)
        let naming = ["batch", "office", "row"]
        let isNamed = batches.flatMap(\.rows).contains { $0.type == .resolution || ($0.type == .ruling && naming.contains($0["subject_type"] ?? "")) }
        return isNamed || Set(batches.map(\.identity)).count < batches.count
    }
}

extension CaseTurn {
    /// Both turns' batches in one turn, the second one's after the first one's in each office's chain.
    func beside(_ other: CaseTurn) -> CaseTurn {
        var both = self
        both.instant = Swift.max(instant, other.instant)
        both.afterwards = []
        var last: [OfficeCode: Int] = [:]
        for batch in batches { last[batch.office] = Swift.max(last[batch.office] ?? 0, batch.sequence) }
        for batch in other.batches {
            // The registers' batch is the centre's first in either.
            let before = last[batch.office].map { batch.office == .centre ? $0 - 1 : $0 } ?? 0
            both.batches.append(batch.renumbered(batch.sequence + before))
        }
        return both
    }
}

extension CaseBatch {
    func renumbered(_ sequence: Int) -> CaseBatch {
        CaseBatch(
            office: office,
            epoch: epoch,
            sequence: sequence,
            previous: sequence == 1 ? nil : BatchIdentity(office: office, epoch: epoch, sequence: sequence - 1),
            exportedAt: exportedAt,
            acknowledges: acknowledges,
            rows: rows,
            files: files
        )
    }

    func holding(_ rows: [CaseRow]) -> CaseBatch {
        CaseBatch(
            office: office,
            epoch: epoch,
            sequence: sequence,
            previous: previous,
            exportedAt: exportedAt,
            acknowledges: acknowledges,
            rows: rows,
            files: files
        )
    }
}

/// A canonical text without the names of batches and the positions of rows, which parting a batch changes.
func withoutPositions(_ text: String) -> String {
    text.split(separator: "\n").compactMap { line -> String? in
        if line.hasPrefix("row ") {
            let words = line.split(separator: " ")
            return "row \(words[1]) \(words[3])"
        }
        guard var fields = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] else { return String(line) }
        if fields["type"] as? String == "batch" { return nil }
        if let sides = fields["sides"] as? [[String: Any]] {
            fields["sides"] = sides.map { side in CaseRowName.values(side) + "\(Set(CaseRowName.offices(side)).sorted())" }.sorted()
        }
        if let waits = fields["waitsFor"] as? String, waits.hasPrefix("row ") { fields["waitsFor"] = "row" }
        let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) }
    }.sorted().joined(separator: "\n")
}

private enum CaseRowName {
    static func values(_ side: [String: Any]) -> String {
        (side["values"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value) " }.joined()
    }

    static func offices(_ side: [String: Any]) -> [String] { (side["rows"] as? [[String: Any]] ?? []).compactMap { $0["office"] as? String } }
}
