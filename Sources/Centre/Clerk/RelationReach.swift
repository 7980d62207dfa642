import Records
import Rules
import Store

/// Walks the register of relations (Art. 20) from some nodes outward.
struct RelationReach {
    private let transaction: Transaction
    /// The farthest that a chain of relations is followed.
    var hops = 6
    /// The most relations that one walk reads: a register gone wrong must not stall a drain.
    var limit = 20_000

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    /// The relations within reach of these nodes, by key.
    func relations(from nodes: [String]) throws -> [CaseRecord] {
        try walk(nodes).relations
    }

    /// The nodes within reach, the first among them.
    func nodes(from nodes: [String]) throws -> Set<String> {
        try walk(nodes).nodes
    }

    private func walk(_ start: [String]) throws -> (nodes: Set<String>, relations: [CaseRecord]) {
        var nodes = Set(start)
        var found: [String: CaseRecord] = [:]
        var frontier = start.sorted()
        for _ in 0..<hops {
            var next: Set<String> = []
            for node in frontier {
                for column in ["a", "b"] {
                    for relation in try transaction.records(.regRelation, where: column, is: node) where found.count < limit {
                        found[relation.key.key] = relation
                        // Through a state-asset body everything is related to everything: it is no way on.
                        let isStateBody = relation["state_asset_body"]?.integer == 1
                        for end in ["a", "b"] {
                            guard let other = relation[end]?.text, !nodes.contains(other), !(isStateBody && end == "a") else { continue }
                            next.insert(other)
                        }
                    }
                }
            }
            if next.isEmpty { break }
            nodes.formUnion(next)
            frontier = next.sorted()
        }
        return (nodes, found.values.sorted { $0.key < $1.key })
    }
}
