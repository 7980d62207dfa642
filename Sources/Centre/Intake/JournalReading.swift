import Bags
import Foundation
import Glibc
import Programme

/// The journal read back: the line in force for each drain.
///
/// A line is written before its drain commits. Where the power failed in between, the next drain bears the same number again, and where an old
/// copy of the store was put back, so do several: what a later line says of a number is true, and voids all that was said before of that number
/// and of higher ones.
struct JournalReading {
    /// In the order of their numbers.
    let lines: [Journal.Line]
    /// Lines that a power cut tore, by their number in the file: their drains never committed.
    let torn: [Int]
    /// Numbers of drains whose lines later ones replaced.
    let replaced: [Int]

    init(_ journal: Journal) throws {
        guard access(journal.path, F_OK) == 0 else {
            self.init(Data())
            return
        }
        do {
            self.init(try Data(contentsOf: URL(fileURLWithPath: journal.path), options: .mappedIfSafe))
        } catch {
            throw FileFailure("read", path: journal.path, errorNumber: EIO)
        }
    }

    private init(_ content: Data) {
        let decoder = JSONDecoder()
        var lines: [Journal.Line] = []
        var torn: [Int] = []
        var replaced: [Int] = []
        let texts = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, text) in texts.enumerated() where !text.isEmpty {
            // What is not ended was not finished, even where it can be read.
            guard index < texts.count - 1, let line = try? decoder.decode(Journal.Line.self, from: text) else {
                torn.append(index + 1)
                continue
            }
            while let last = lines.last, last.drain >= line.drain { replaced.append(lines.removeLast().drain) }
            lines.append(line)
        }
        self.lines = lines
        self.torn = torn
        self.replaced = replaced.sorted()
    }

    /// The numbers of the drains that the journal tells of.
    var drains: Set<Int> { Set(lines.map(\.drain)) }

    /// The first number up to the last line's of which no line tells.
    var firstGap: Int? {
        for (index, line) in lines.enumerated() where line.drain != index + 1 { return index + 1 }
        return nil
    }
}

extension Journal {
    private static let pieceSize: UInt64 = 1 << 16

    /// The number of the drain of the last whole line, `nil` where there is none: reads the end of the file only.
    func lastDrain() throws -> Int? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileFailure("open", path: path)
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var tail = Data()
        var start = try file.seekToEnd()
        while start > 0 {
            let size = min(Journal.pieceSize, start)
            start -= size
            try file.seek(toOffset: start)
            tail = (try file.read(upToCount: Int(size)) ?? Data()) + tail
            if let line = Journal.lastLine(of: tail, isWhole: start == 0) { return try? JSONDecoder().decode(Line.self, from: line).drain }
        }
        return nil
    }

    // The last line that is ended, if all of it is there.
    private static func lastLine(of tail: Data, isWhole: Bool) -> Data? {
        let feed = UInt8(ascii: "\n")
        guard let end = tail.lastIndex(of: feed) else { return nil }
        if let before = tail[..<end].lastIndex(of: feed) { return tail[(before + 1)..<end] }
        return isWhole ? tail[..<end] : nil
    }
}
