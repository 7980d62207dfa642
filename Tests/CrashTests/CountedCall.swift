/// One call of the program that changes a file below its data root.
struct CountedCall: Sendable, CustomStringConvertible {
    let number: Int
    let name: String
    /// The file or folder, from the data root on.
    let path: String

    /// Reads the log of the preloaded library: "number name path" a line.
    static func list(_ log: String, root: String) -> [CountedCall] {
        log.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let number = Int(words[0]) else { return nil }
            return CountedCall(number: number, name: String(words[1]), path: String(words[2].dropFirst(root.count + 1)))
        }
    }

    var isWrite: Bool { name == "write" }

    /// What many calls have in common: a digest, a number or a name in a path makes no other kind of call.
    var kind: String {
        let folders = path.split(separator: "/").dropLast().map { $0.contains { $0.isNumber } ? "*" : String($0) }
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        return "\(name) \(folders.joined(separator: "/"))/\(file.contains { $0.isNumber } ? "*" + (file.split(separator: ".").last ?? "") : file)"
    }

    var description: String { "call \(number), \(name) \(path)" }
}
