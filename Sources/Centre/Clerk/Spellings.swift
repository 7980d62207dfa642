import Records
import Store

/// The spellings of a name that the store has in a column: brackets and widths differ where the name is one (exchange format, section 4).
struct Spellings {
    private let transaction: Transaction

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    func of(_ name: String, in type: RecordType, _ column: String) throws -> [String] {
        let key = TextFolding.comparisonKey(name)
        return try transaction.distinctTexts(type, column).filter { TextFolding.comparisonKey($0) == key }
    }
}
