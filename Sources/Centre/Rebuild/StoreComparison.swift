import Bags
import Foundation
import Store

/// Holds two states of a store against each other: their canonical exports, and everything else that they remember.
struct StoreComparison {
    /// How many lines of the canonical exports are named.
    static let shown = 5
    /// The longest line that is shown whole, in characters.
    static let longestLine = 400

    private let here: Transaction
    private let there: Transaction
    private let scratch: String

    /// - Parameter scratch: a folder for the two exports.
    init(_ here: Transaction, _ there: Transaction, scratch: String) {
        self.here = here
        self.there = there
        self.scratch = scratch
    }

    /// The first of each kind; none where the two are equal.
    func differences() throws -> [String] {
        try exports() + here.differences(from: there).map { StoreComparison.cut("table \($0)") }
    }

    private func exports() throws -> [String] {
        let (left, right) = (try export(here, "store.jsonl"), try export(there, "archive.jsonl"))
        guard left != right else { return [] }
        let feed = UInt8(ascii: "\n")
        let (mine, theirs) = (Set(left.split(separator: feed)), Set(right.split(separator: feed)))
        func name(_ lines: Set<Data>, _ place: String) -> [String] {
            let texts = lines.map { String(decoding: $0, as: UTF8.self) }.sorted()
            let rest = texts.count > StoreComparison.shown ? ["export, \(place): \(texts.count - StoreComparison.shown) more lines"] : []
            return texts.prefix(StoreComparison.shown).map { StoreComparison.cut("export, \(place): \($0)") } + rest
        }
        return name(mine.subtracting(theirs), "only in the store") + name(theirs.subtracting(mine), "only from the archive")
    }

    private func export(_ transaction: Transaction, _ name: String) throws -> Data {
        let path = "\(scratch)/\(name)"
        try DurableFile.write([], to: path, permissions: 0o640)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var lines = ""
        try CanonicalExport.write(transaction) { line in
            lines += line
            if lines.utf8.count > 1 << 20 {
                try file.write(contentsOf: Data(lines.utf8))
                lines = ""
            }
        }
        try file.write(contentsOf: Data(lines.utf8))
        try file.close()
        return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    }

    private static func cut(_ line: String) -> String {
        line.count > longestLine ? "\(line.prefix(longestLine))…" : line
    }
}
