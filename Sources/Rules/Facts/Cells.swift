import Programme
import Records

// Cells as the types that rules compare. A cell that is empty, or that no reader of this version could have written, reads as `nil`.

extension CaseRecord {
    func text(_ column: String) -> String? { self[column]?.text }
    func fen(_ column: String) -> Fen? { self[column]?.integer.map { Fen($0) } }
    func whole(_ column: String) -> Int? { self[column]?.integer.map { Int($0) } }
    func flag(_ column: String) -> Bool? { self[column]?.integer.map { $0 != 0 } }
    func day(_ column: String) -> Day? { self[column]?.text.flatMap { Day($0) } }
    func instant(_ column: String) -> Instant? { self[column]?.text.flatMap { Instant($0) } }

    /// The elements of a list or set, in its order.
    public func list(_ column: String) -> [String] {
        self[column]?.text.map { $0.split(separator: ";").map(String.init) } ?? []
    }

    func word<Word: RawRepresentable<String>>(_ column: String) -> Word? { self[column]?.text.flatMap { Word(rawValue: $0) } }

    /// Whether a group is in conflict.
    func isContested(_ group: String) -> Bool { !conflicts.isEmpty && conflicts[group] != nil }

    /// The required columns that are empty although no conflict explains it.
    var emptyColumns: [Column] {
        let type = key.type
        let values = values
        return type.requiredColumns.filter { values[$0] == nil }.map { type.columns[$0] }.filter { $0.group.map(isContested) != true }
    }
}

/// Whether a day lies between two, both counted; an absent end is open.
func covers(_ day: Day, from: Day?, to: Day?) -> Bool {
    (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
}

/// Whether two names are the same after the folding by which names are compared.
func isSameName(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return false }
    if left.utf8.elementsEqual(right.utf8) { return true }
    return TextFolding.comparisonKey(left) == TextFolding.comparisonKey(right)
}
