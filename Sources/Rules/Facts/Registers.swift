import Programme
import Records

/// The registers' rows of a case (高企、科小、载体、省级券、市级项目、失信、关联).
struct Registers: Sendable {
    let highTech: [CaseRecord]
    let smallTech: [CaseRecord]
    let incubators: [CaseRecord]
    let provincial: [CaseRecord]
    let cityProjects: [CaseRecord]
    let badCredit: [CaseRecord]
    let relations: [CaseRecord]

    init(_ docket: Docket) {
        highTech = docket.all(.regHte).filter { $0.text("uscc") == docket.file.party }
        smallTech = docket.all(.regSme).filter { $0.text("uscc") == docket.file.party }
        incubators = docket.all(.regIncubator)
        provincial = docket.all(.regProvincial).filter { $0.text("uscc") == docket.file.party }
        cityProjects = docket.all(.regCityProject).filter { $0.text("uscc") == docket.file.party }
        badCredit = docket.all(.regBadCredit)
        relations = docket.all(.regRelation)
    }

    /// Bad-credit rows of a person in force on a day; a repair (信用修复) ends one from its day on.
    func badCredit(of uscc: String, on day: Day) -> [CaseRecord] {
        badCredit.filter { $0.text("uscc") == uscc && Registers.isInForce($0, on: day) }
    }

    static func isInForce(_ badCredit: CaseRecord, on day: Day) -> Bool {
        covers(day, from: badCredit.day("from_date"), to: badCredit.day("to_date")) && (badCredit.day("repaired_on").map { day < $0 } ?? true)
    }

    /// The names under which the registers know the party.
    var names: [String] { (highTech + smallTech).compactMap { $0.text("name") } }

    /// The first of those that the register says were merged with a person.
    func merged(with person: String) -> String? {
        relations.lazy.filter { $0.text("kind") == "MERGED_INTO" }.compactMap { row in
            let ends = [row.text("a"), row.text("b")]
            return ends.contains(person) ? ends.compactMap(\.self).first { $0 != person } : nil
        }.first
    }

    /// Whether the register says that two persons merged or that one is the other's branch.
    func areOneHouse(_ one: String, _ other: String) -> Bool {
        relations.contains { row in
            guard let kind = row.text("kind"), kind == "BRANCH" || kind == "MERGED_INTO" else { return false }
            return Set([row.text("a"), row.text("b")]) == Set([one, other])
        }
    }
}
