import Bags
import Programme

/// Divides what a pass claimed into drains, so that memory does not grow with what waits.
///
/// The files come in the order of the batches that they say they are, whatever they are called: the centre's own first, with the registers by which
/// the others are judged. What a file says of itself is not proven here, and need not be: the order of arrival decides nothing.
struct DrainPlan {
    /// What a file says of itself.
    private struct Word {
        let identity: BatchIdentity?
        let tableBytes: Int64
    }

    private let limits: BagLimits
    private let tableBytes: Int64
    private var words: [Int: Word] = [:]

    /// - Parameter tableBytes: the most that the tables of a drain have, unless one file has more.
    init(limits: BagLimits, tableBytes: Int64) {
        self.limits = limits
        self.tableBytes = tableBytes
    }

    /// Notes what a file says that is open already.
    mutating func note(_ bag: Bag, as file: ClaimedFile) { words[file.number] = DrainPlan.word(of: bag) }

    /// The files of each drain: one drain without any where there are none, and a last one without any where they are divided.
    mutating func parts(of files: [ClaimedFile]) -> [[ClaimedFile]] {
        defer { words = [:] }
        guard files.count > 1 else { return [files] }
        // What an earlier run had claimed is not open.
        for file in files where words[file.number] == nil {
            words[file.number] = (try? Bag(contentsOf: file.path, limits: limits)).map(DrainPlan.word)
        }
        var parts: [[ClaimedFile]] = []
        var room: Int64 = 0
        for file in files.sorted(by: inOrder) {
            let size = words[file.number]?.tableBytes ?? 0
            if parts.isEmpty || size > room {
                parts.append([])
                room = tableBytes
            }
            parts[parts.count - 1].append(file)
            room -= size
        }
        // What is divided is decided in a drain of its own, when the rows of the last part are in memory no more.
        if parts.count > 1 { parts.append([]) }
        return parts
    }

    private func inOrder(_ left: ClaimedFile, _ right: ClaimedFile) -> Bool {
        switch (words[left.number]?.identity, words[right.number]?.identity) {
        case (let one?, let other?) where one != other: one < other
        case (.some, nil): true
        case (nil, .some): false
        default: left.number < right.number
        }
    }

    private static func word(of bag: Bag) -> Word {
        Word(
            identity: (try? BatchHeader(bag.info))?.identity,
            tableBytes: bag.payload.reduce(0) { $0 + (BatchTables.isTable($1.path) ? $1.size : 0) }
        )
    }
}
