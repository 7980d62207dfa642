import TestSupport

/// An order of arrival: drains one after the other, each with the batches (by position in the turn) that come before it.
typealias Arrival = [[Int]]

/// Orders of arrival of a turn's batches.
enum Arrivals {
    static func atOnce(_ count: Int) -> Arrival { [Array(0..<count)] }

    static func alone(_ order: [Int]) -> Arrival { order.map { [$0] } }

    static func permutations(_ count: Int) -> [[Int]] {
        if count == 0 { return [[]] }
        return permutations(count - 1).flatMap { shorter in
            (0...shorter.count).map { place in
                var order = shorter
                order.insert(count - 1, at: place)
                return order
            }
        }
    }

    /// Every way to spread the batches over drains: 13 for three, 75 for four, 4,683 for six. Inside a drain there is no order.
    static func groupings(_ count: Int) -> [Arrival] {
        if count == 0 { return [[]] }
        return groupings(count - 1).flatMap { shorter -> [Arrival] in
            let last = count - 1
            let joined = shorter.indices.map { drain in
                var arrival = shorter
                arrival[drain].append(last)
                return arrival
            }
            let alone = (0...shorter.count).map { place in
                var arrival = shorter
                arrival.insert([last], at: place)
                return arrival
            }
            return joined + alone
        }
    }

    static func random(_ count: Int, using generator: inout SplitMix64) -> Arrival {
        var arrival: Arrival = []
        for batch in (0..<count).shuffled(using: &generator) {
            if arrival.isEmpty || generator.chance(60) { arrival.append([batch]) } else { arrival[arrival.count - 1].append(batch) }
        }
        return arrival
    }

    /// The arrival with a batch once more: in a drain of its own, or beside others.
    static func repeating(_ batch: Int, in arrival: Arrival, using generator: inout SplitMix64) -> Arrival {
        var repeated = arrival
        let place = Int.random(in: 0...arrival.count, using: &generator)
        if place < arrival.count, generator.chance(50) {
            repeated[place].append(batch)
        } else {
            repeated.insert([batch], at: place)
        }
        return repeated
    }

    /// The orders in which a turn is tried.
    ///
    /// - Parameter thorough: every grouping there is of up to six batches, and each batch twice in several places; else every permutation of
    ///   up to three batches alone (four of more), one grouping, and one arrival of every batch twice.
    static func of(_ count: Int, thorough: Bool, using generator: inout SplitMix64) -> [Arrival] {
        if count < 2 { return count == 0 ? [] : [[[0, 0]], [[0], [0]]] }
        var arrivals: [Arrival]
        if thorough {
            arrivals = count <= 6 ? groupings(count) : (0..<200).map { _ in random(count, using: &generator) }
            for batch in 0..<count {
                for _ in 0..<6 { arrivals.append(repeating(batch, in: random(count, using: &generator), using: &generator)) }
            }
        } else {
            let orders = count <= 3 ? permutations(count) : (0..<4).map { _ in (0..<count).shuffled(using: &generator) }
            arrivals = orders.map(alone) + [random(count, using: &generator)]
            var twice = random(count, using: &generator)
            for batch in 0..<count { twice = repeating(batch, in: twice, using: &generator) }
            arrivals.append(twice)
        }
        return arrivals
    }
}
