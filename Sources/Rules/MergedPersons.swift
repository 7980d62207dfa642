import Programme
import Records

/// The persons that the register of relations calls merged with another (MERGED_INTO): they have one cap together (Art. 16).
public enum MergedPersons {
    /// Whether a row says that its two ends were one person by the end of a year, and still in it.
    public static func says(_ relation: CaseRecord, in year: Int) -> Bool {
        !relation.isWithdrawn && relation.text("kind") == "MERGED_INTO" && (relation.day("from_date").map { $0.year <= year } ?? true)
            && (relation.day("to_date").map { $0.year >= year } ?? true)
    }

    /// Everybody whom rows of the register join to a person by the end of a year, one merger after another; without the person.
    ///
    /// - Parameter relations: gives the rows that name a person.
    public static func others(than person: String, in year: Int, _ relations: (String) throws -> [CaseRecord]) rethrows -> Set<String> {
        var joined: Set<String> = [person]
        var open = [person]
        while let next = open.popLast() {
            for relation in try relations(next) where says(relation, in: year) {
                for end in [relation.text("a"), relation.text("b")].compactMap(\.self) where joined.insert(end).inserted { open.append(end) }
            }
        }
        return joined.subtracting([person])
    }
}
