import Programme
import Records

/// A case file in order: live records by type and key. Nothing depends on the order in which the file's records were gathered.
struct Docket: Sendable {
    let file: CaseFile
    private let live: [RecordType: [CaseRecord]]
    private let withdrawn: [RecordType: [CaseRecord]]
    private let byKey: [RecordKey: CaseRecord]
    /// What belongs to a claim or an invoice, by the owner's id: an owner never changes, and a claim may have very many rows.
    private let owned: [RecordType: [String: [CaseRecord]]]
    private let decided: [Subject: Decision]

    private struct Subject: Hashable {
        let kind: Decision.Kind
        let key: RecordKey
    }

    private static let owners = ["claim_id", "invoice_id"]

    init(_ file: CaseFile) {
        var sorted = file
        sorted.records.sort { $0.key < $1.key }
        sorted.shared.sort { ($0.kind.rawValue, $0.identity, $0.claim) < ($1.kind.rawValue, $1.identity, $1.claim) }
        sorted.otherYears.sort { ($0.year, $0.claim) < ($1.year, $1.claim) }
        sorted.published.sort { ($0.kind.rawValue, $0.subject.key) < ($1.kind.rawValue, $1.subject.key) }
        self.file = sorted
        live = Dictionary(grouping: sorted.records.filter { !$0.isWithdrawn }, by: \.key.type)
        withdrawn = Dictionary(grouping: sorted.records.filter(\.isWithdrawn), by: \.key.type)
        byKey = Dictionary(live.values.joined().map { ($0.key, $0) }) { first, _ in first }
        owned = live.mapValues { records in
            guard let type = records.first?.key.type, let column = Docket.owners.first(where: { type.position(of: $0) != nil }) else { return [:] }
            return Dictionary(grouping: records) { $0.text(column) ?? "" }
        }
        decided = Dictionary(sorted.published.map { (Subject(kind: $0.kind, key: $0.subject), $0) }) { first, _ in first }
    }

    /// The live records of a type, by key.
    func all(_ type: RecordType) -> [CaseRecord] { live[type] ?? [] }

    func withdrawn(_ type: RecordType) -> [CaseRecord] { withdrawn[type] ?? [] }

    /// The live record of that key.
    func one(_ type: RecordType, _ key: String?) -> CaseRecord? {
        key.flatMap { byKey[RecordKey(type, $0)] }
    }

    /// The live records that name `value` in a column, and those of which a conflict hides what they name.
    func all(_ type: RecordType, where column: String, is value: String?) -> [CaseRecord] {
        if Docket.owners.contains(column) { return value.flatMap { owned[type]?[$0] } ?? [] }
        let group = type.columns.first { $0.name == column }?.group
        return all(type).filter { record in
            group.map { record.isContested($0) } == true || (value != nil && record.text(column) == value)
        }
    }

    /// The decision in force on what follows a round.
    func acted(_ kind: Decision.Kind, _ subject: RecordKey) -> Decision? {
        file.acts.first { $0.kind == kind && $0.subject == subject }
    }

    /// The published decision on a subject.
    func published(_ kind: Decision.Kind, _ subject: RecordKey) -> Decision? {
        decided[Subject(kind: kind, key: subject)]
    }
}
