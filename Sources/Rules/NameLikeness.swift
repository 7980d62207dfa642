import Records

/// How alike two names are: one minus the Levenshtein distance divided by the longer length, over folded names.
///
/// V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966. Whole numbers throughout, so that a
/// threshold is met or missed alike on every machine. A prefix in common gains nothing, as it would with Jaro-Winkler: half of the city's
/// project names begin with the same words.
public enum NameLikeness {
    /// Whether two names are at least that alike; two empty names are not.
    public static func areAlike(_ left: String, _ right: String, percent: Int) -> Bool {
        let one = folded(left)
        let other = folded(right)
        let longest = max(one.count, other.count)
        guard !one.isEmpty, !other.isEmpty else { return false }
        return (longest - distance(one, other)) * 100 >= percent * longest
    }

    /// The likeness in whole percent, rounded down, for a finding to show.
    public static func percent(_ left: String, _ right: String) -> Int {
        let one = folded(left)
        let other = folded(right)
        let longest = max(one.count, other.count)
        return longest == 0 ? 0 : (longest - distance(one, other)) * 100 / longest
    }

    private static func folded(_ name: String) -> [UInt32] {
        TextFolding.comparisonKey(name).lowercased().unicodeScalars.map(\.value)
    }

    private static func distance(_ one: [UInt32], _ other: [UInt32]) -> Int {
        var previous = Array(0...other.count)
        for (row, left) in one.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(previous.count)
            for (column, right) in other.enumerated() {
                current.append(min(previous[column + 1] + 1, current[column] + 1, previous[column] + (left == right ? 0 : 1)))
            }
            previous = current
        }
        return previous[other.count]
    }
}
