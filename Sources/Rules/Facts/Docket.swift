import Programme
import Records

/// A case file in order: live records by type and key. Nothing depends on the order in which the file's records were gathered.
///
/// A case has some dozens of records and is put in order each time that it is heard, so there is no table of keys: a type is found among the few
/// that the file has, a key by halving.
final class Docket: Sendable {
    let file: CaseFile
    private let shelves: [Shelf]
    private let decided: [Subject: Decision]

    private struct Subject: Hashable {
        let kind: Decision.Kind
        let key: RecordKey
    }

    /// The records of one type, by key.
    private struct Shelf: Sendable {
        let type: RecordType
        var live: [CaseRecord] = []
        var withdrawn: [CaseRecord] = []
        /// What belongs to a claim or an invoice, by the owner's id, where there is much of it: an owner never changes, and a claim may have very
        /// many rows.
        var owned: [String: [CaseRecord]]?

        /// The fewest records for which looking at each takes longer than a table of their owners.
        static let many = 16

        mutating func putInOrder() {
            live.sort { $0.key.key.precedes($1.key.key) }
            withdrawn.sort { $0.key.key.precedes($1.key.key) }
            guard live.count >= Shelf.many, let column = Docket.owners.first(where: { type.position(of: $0) != nil }) else { return }
            owned = Dictionary(grouping: live) { $0.text(column) ?? "" }
        }
    }

    private static let owners = ["claim_id", "invoice_id"]

    init(_ file: CaseFile) {
        var shelves: [Shelf] = []
        var last = 0
        for record in file.records {
            // They come type by type.
            if !shelves.indices.contains(last) || shelves[last].type != record.key.type {
                last = shelves.firstIndex { $0.type == record.key.type } ?? shelves.endIndex
                if last == shelves.endIndex { shelves.append(Shelf(type: record.key.type)) }
            }
            if record.isWithdrawn { shelves[last].withdrawn.append(record) } else { shelves[last].live.append(record) }
        }
        for index in shelves.indices { shelves[index].putInOrder() }
        self.shelves = shelves
        var sorted = file
        sorted.shared.sort { ($0.kind.rawValue, $0.identity, $0.claim) < ($1.kind.rawValue, $1.identity, $1.claim) }
        sorted.otherYears.sort { ($0.year, $0.claim) < ($1.year, $1.claim) }
        sorted.published.sort { ($0.kind.rawValue, $0.subject.key) < ($1.kind.rawValue, $1.subject.key) }
        self.file = sorted
        decided = Dictionary(sorted.published.map { (Subject(kind: $0.kind, key: $0.subject), $0) }) { first, _ in first }
    }

    private func shelf(_ type: RecordType) -> Shelf? { shelves.first { $0.type == type } }

    /// The live records of a type, by key.
    func all(_ type: RecordType) -> [CaseRecord] { shelf(type)?.live ?? [] }

    func withdrawn(_ type: RecordType) -> [CaseRecord] { shelf(type)?.withdrawn ?? [] }

    /// The live record of that key.
    func one(_ type: RecordType, _ key: String?) -> CaseRecord? {
        key.flatMap { Docket.find($0, among: all(type)) }
    }

    /// The record of that key, also where it is withdrawn.
    func record(_ key: RecordKey) -> CaseRecord? {
        one(key.type, key.key) ?? Docket.find(key.key, among: withdrawn(key.type))
    }

    private static func find(_ key: String, among records: [CaseRecord]) -> CaseRecord? {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].key.key.precedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < records.count && records[low].key.key == key ? records[low] : nil
    }

    /// The live records that name `value` in a column, and those of which a conflict hides what they name.
    func all(_ type: RecordType, where column: String, is value: String?) -> [CaseRecord] {
        guard let shelf = shelf(type) else { return [] }
        if Docket.owners.contains(column) {
            guard let value else { return [] }
            return shelf.owned.map { $0[value] ?? [] } ?? shelf.live.filter { $0.text(column) == value }
        }
        let group = type.position(of: column).flatMap { type.columns[$0].group }
        return shelf.live.filter { record in
            group.map { record.isContested($0) } == true || (value != nil && record.text(column) == value)
        }
    }

    /// Whether anything of the case is in conflict, also what was withdrawn: a claim that is FINAL still stands. Most cases have nothing.
    var hasConflicts: Bool { shelves.contains { ($0.live + $0.withdrawn).contains { !$0.conflicts.isEmpty } } }

    /// The decision in force on what follows a round.
    func acted(_ kind: Decision.Kind, _ subject: RecordKey) -> Decision? {
        file.acts.first { $0.kind == kind && $0.subject == subject }
    }

    /// The published decision on a subject.
    func published(_ kind: Decision.Kind, _ subject: RecordKey) -> Decision? {
        decided.isEmpty ? nil : decided[Subject(kind: kind, key: subject)]
    }
}
