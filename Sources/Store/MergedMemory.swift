import Programme
import Records
import Rules

/// Answers about merged records that a transaction keeps until a record changes: a drain merges first, and asks afterwards.
struct MergedMemory {
    /// A column of a type, whose values are asked about.
    struct Column: Hashable {
        let type: RecordType
        let position: Int
    }

    /// The records that hold a value in a column, by key.
    private var records: [Column: Kept<String, [CaseRecord]>] = [:]
    /// Whether there is no row of a type.
    var emptiness = Kept<RecordType, Bool>()
    /// The years in which a party has had an application or a claim.
    var years = Kept<String, [Int]>()
    /// The texts of a column.
    var texts = Kept<Column, [String]>()
    /// The records that share an identity with a contract, or with the invoices or files of a claim.
    var sharing: [RecordType: Kept<String, [RecordKey]>] = [:]

    /// The offices that authored a record.
    var authors = Kept<RecordKey, [OfficeCode]>()
    /// The offices with an application, claim or project of a party.
    var offices = Kept<String, Set<OfficeCode>>()

    private var isEmpty: Bool {
        records.isEmpty && emptiness.isEmpty && years.isEmpty && texts.isEmpty && sharing.isEmpty && authors.isEmpty && offices.isEmpty
    }

    /// The records that hold a value in a column, where that is known.
    func records(_ column: Column, _ value: String) -> [CaseRecord]? { records[column]?[value] }

    /// Keeps which records hold a value in a column, in the order of their keys.
    mutating func keep(_ found: [CaseRecord], _ column: Column, _ value: String) { records[column, default: Kept(most: 1_000)][value] = found }

    /// Forgets all of it: a record has changed.
    mutating func forget() {
        if !isEmpty { self = MergedMemory() }
    }
}
