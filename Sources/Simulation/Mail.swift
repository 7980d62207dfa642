import Bags
import Programme
import Sample

/// What lies between the offices and the centre: it delays, doubles, reorders, cuts and loses what it is given.
struct Mail {
    private let faults: Set<FaultKind>
    private var random: RandomSource
    private var parcels: [Parcel] = []
    private(set) var delayed = 0
    private(set) var doubled = 0
    private(set) var cut = 0
    private(set) var dropped = 0

    init(_ faults: Set<FaultKind>, seed: UInt64) {
        self.faults = faults
        random = RandomSource(seed: seed, purpose: "mail")
    }

    var isEmpty: Bool { parcels.isEmpty }

    /// Takes a file on.
    ///
    /// - Parameters:
    ///   - isLocal: whether it stays in the house: it comes on the same day.
    ///   - goal: names it for each time that it is delivered, since a second copy need not bear the first one's name.
    mutating func post(_ bytes: [UInt8], now: Int, perDay: Int, isLocal: Bool = false, goal: (Int) -> Parcel.Goal) {
        if faults.contains(.drop), !isLocal, random.chance(1500) {
            dropped += 1
            return
        }
        send(bytes, goal(0), now, perDay, isLocal)
        if faults.contains(.double), random.chance(1500) {
            doubled += 1
            send(bytes, goal(1), now, perDay, isLocal)
        }
    }

    private mutating func send(_ bytes: [UInt8], _ goal: Parcel.Goal, _ now: Int, _ perDay: Int, _ isLocal: Bool) {
        var due = now + (faults.contains(.reorder) ? random.integer(0...(perDay / 2)) : 0)
        if faults.contains(.delay), !isLocal, random.chance(2000) {
            delayed += 1
            due += random.integer(1...(2 * perDay))
        }
        if faults.contains(.cut), random.chance(1500), bytes.count > 2 {
            cut += 1
            let share = random.integer(1...(bytes.count - 1))
            parcels.append(Parcel(goal: goal, bytes: Array(bytes[..<share]), isPrefix: true, due: due))
            // The whole comes on the same day.
            due = min(due + random.integer(1...2), (due / perDay + 1) * perDay - 1)
        }
        parcels.append(Parcel(goal: goal, bytes: bytes, due: due))
    }

    /// The parcels that arrive by now, in the order of their arrival.
    mutating func arriving(by now: Int) -> [Parcel] {
        var due = parcels.filter { $0.due <= now }
        parcels.removeAll { $0.due <= now }
        if faults.contains(.reorder) {
            var order = Array(due.indices)
            random.shuffle(&order)
            // The beginning of a file comes before the whole.
            due = order.map { due[$0] }.filter(\.isPrefix) + order.map { due[$0] }.filter { !$0.isPrefix }
        }
        return due
    }
}
