import Programme
import Records

/// Who belongs to whom (关联关系, Art. 20): persons joined by relations, looked at for a path between two.
struct RelationGraph: Sendable {
    /// A relation between two persons.
    struct Edge: Sendable {
        let a: String
        let b: String
        let kind: String
        /// Whether it carries control: a controlling holding, control, a branch, an actual controller, a merger. What was founded jointly
        /// is related to each founder, but carries no control on from one to the next.
        let isStrong: Bool
        let label: String
    }

    /// How two persons are related.
    struct Path: Sendable {
        let edges: [Edge]
        /// Direct, or control all along.
        let isDecisive: Bool
        /// `9141… -EQUITY 60%- 9141… -CONTROL- 1241…`.
        let text: String
    }

    /// The relations of each person, in the order of their keys.
    private let edges: [String: [Edge]]
    private let strongEdges: [String: [Edge]]
    /// Bodies that hold state assets: what they hold is not related by that (第二十条不及于国资监管主体).
    private let stateBodies: Set<String>
    private let hops: Int

    /// The relations in force at some time between two days.
    init(_ rows: [CaseRecord], from: Day, to: Day, terms: ProgrammeVersion.Affiliation) {
        let current = rows.filter { row in
            (row.day("from_date").map { $0 <= to } ?? true) && (row.day("to_date").map { from <= $0 } ?? true)
        }
        let edges = current.compactMap { RelationGraph.edge($0, controlling: terms.controllingPercent) }
        self.edges = RelationGraph.byPerson(edges)
        strongEdges = RelationGraph.byPerson(edges.filter(\.isStrong))
        // What a body is does not end with one of its holdings: rows of any date say it.
        stateBodies = Set(rows.filter { $0.flag("state_asset_body") == true }.compactMap { $0.text("a") })
        hops = terms.hops
    }

    /// The most telling path between two persons: the direct relation, else the shortest chain of control, else the shortest chain.
    func path(_ start: String, _ end: String) -> Path? {
        if start == end { return Path(edges: [], isDecisive: true, text: start) }
        if let direct = shortest(start, end, among: edges, limit: 1) { return described(direct, from: start, isDecisive: true) }
        if let chain = shortest(start, end, among: strongEdges, limit: hops) {
            return described(chain, from: start, isDecisive: true)
        }
        return shortest(start, end, among: edges, limit: hops).map { described($0, from: start, isDecisive: false) }
    }

    private static func edge(_ row: CaseRecord, controlling: Int) -> Edge? {
        guard let a = row.text("a"), let b = row.text("b"), let kind = row.text("kind") else { return nil }
        let percent = row.text("percent")
        let isStrong =
            switch kind {
            case "EQUITY": percent.map { isAtLeast($0, controlling) } ?? false
            case "LEGAL_REP", "CO_BUILT": false
            default: true
            }
        return Edge(a: a, b: b, kind: kind, isStrong: isStrong, label: percent.map { "\(kind) \($0)%" } ?? kind)
    }

    /// Whether a decimal is at least a whole number: its whole part decides.
    private static func isAtLeast(_ decimal: String, _ bound: Int) -> Bool {
        Int(decimal.prefix { $0 != "." }).map { $0 >= bound } ?? false
    }

    private static func byPerson(_ edges: [Edge]) -> [String: [Edge]] {
        var byPerson: [String: [Edge]] = [:]
        for edge in edges {
            byPerson[edge.a, default: []].append(edge)
            if edge.b != edge.a { byPerson[edge.b, default: []].append(edge) }
        }
        return byPerson
    }

    /// Breadth first, edges in the order of their keys, so that of equally short paths the same one is always found.
    private func shortest(_ start: String, _ end: String, among edges: [String: [Edge]], limit: Int) -> [Edge]? {
        var reached: Set<String> = [start]
        var frontier: [(person: String, path: [Edge])] = [(start, [])]
        for _ in 0..<limit {
            var next: [(person: String, path: [Edge])] = []
            for (person, path) in frontier {
                for edge in edges[person] ?? [] {
                    let other = edge.a == person ? edge.b : edge.a
                    if other == end { return path + [edge] }
                    guard !stateBodies.contains(other), reached.insert(other).inserted else { continue }
                    next.append((other, path + [edge]))
                }
            }
            frontier = next
        }
        return nil
    }

    private func described(_ path: [Edge], from start: String, isDecisive: Bool) -> Path {
        var person = start
        var text = start
        for edge in path {
            person = edge.a == person ? edge.b : edge.a
            text += " -\(edge.label)- \(person)"
        }
        return Path(edges: path, isDecisive: isDecisive, text: text)
    }
}
