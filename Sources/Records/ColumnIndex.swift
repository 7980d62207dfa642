/// The positions of columns by their names, for every cell that the rules read: a hash of the standard library's would cost more than all else in it.
struct ColumnIndex: Sendable {
    private let names: [String]
    /// A position for each hash, or the next free slot after it; -1 where there is none.
    private let slots: [Int8]

    init(_ names: [String]) {
        precondition(names.count <= ColumnSet.capacity && Set(names).count == names.count, "a type's columns differ in their names")
        self.names = names
        var slots = [Int8](repeating: -1, count: ColumnIndex.slotCount)
        for (position, name) in names.enumerated() {
            var slot = ColumnIndex.slot(of: name)
            while slots[slot] >= 0 { slot = ColumnIndex.slot(after: slot) }
            slots[slot] = Int8(position)
        }
        self.slots = slots
    }

    subscript(_ name: String) -> Int? {
        var slot = ColumnIndex.slot(of: name)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if names[position] == name { return position }
            slot = ColumnIndex.slot(after: slot)
        }
        return nil
    }

    /// A power of two, and so many that most names have a slot of their own.
    private static let slotCount = 256

    private static func slot(after slot: Int) -> Int { (slot + 1) & (slotCount - 1) }

    /// Names are words of lower-case letters with hyphens below: what tells them apart are their lengths, their ends and their middles.
    private static func slot(of name: String) -> Int {
        var name = name
        return name.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last else { return 0 }
            return (bytes.count &* 31 &+ Int(first) &* 7 &+ Int(bytes[bytes.count / 2]) &* 3 &+ Int(last)) & (slotCount - 1)
        }
    }
}
