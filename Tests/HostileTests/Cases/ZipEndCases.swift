/// The end record, plain and of zip64, and what comes after it.
enum ZipEndCases {
    private static let split = Verdict.quarantined("BAG-ZIP-SPLIT", section: 5)
    private static let directory = Verdict.quarantined("BAG-ZIP-DIRECTORY", section: 5)
    private static let record: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

    static let all = CaseFamily("zip end") { cases in
        cases.zip("on disk 1", split) { $0.end[.disk] = 1 }
        cases.zip("a directory on disk 1", split) { $0.end[.directoryDisk] = 1 }
        cases.zip("fewer entries on this disk", split) { $0.end[.here] = 1 }
        for (name, count) in [("none", 0), ("one", 1), ("one too many", 8), ("many too many", 60_000)] as [(String, Int64)] {
            cases.zip("entries counted: \(name)", count > 300 ? .quarantined("LIMIT-ENTRIES", section: 5) : directory) { zip in
                zip.end[.here] = count
                zip.end[.all] = count
            }
        }
        cases.zip("a directory one byte smaller", .waits) { $0.end[.size] = 10 }
        cases.zip("a directory larger than the file", .waits) { $0.end[.size] = 0x7FFF_FFFF }
        cases.zip("a directory beyond the file", .waits) { $0.end[.offset] = 0x7FFF_FFFF }
        cases.zip("a directory at the file's beginning", .waits) { $0.end[.offset] = 0 }
        cases.zip("all ones, and no zip64 record", .waits) { zip in
            for field in [.size, .offset] as [ForgedZip.EndField] { zip.end[field] = 0xFFFF_FFFF }
        }
        comments(&cases)
        headers(&cases)
        zip64(&cases)
        for (name, tail) in [("a byte", [0x2E]), ("a line end", [0x0A]), ("zeros", [UInt8](repeating: 0, count: 512)), ("text", Array("MZ".utf8))] {
            cases.file("\(name) after the end: it is still growing, or was spoilt", .waits) { $0 += tail }
        }
        cases.file("two zips in one file: the first one's entries belong to nobody", .waits) { $0 += ZipLayoutCases.whole }
        cases.file("no byte", .waits) { $0 = [] }
        cases.file("one byte", .waits) { $0 = [0x50] }
        cases.file("zeros alone", .waits) { $0 = [UInt8](repeating: 0, count: 4096) }
        cases.file("an end record alone", .quarantined("BAG-TOP-FOLDER", section: 5)) { $0 = record }
        for part in 1...9 { cases.file("cut to \(part) tenths", .waits) { $0.removeLast($0.count - $0.count * part / 10) } }
        for part in 0...8 {
            cases.file("a hole of zeros at \(part) tenths", .waits) { bytes in
                let start = bytes.count * part / 10
                for index in start..<min(bytes.count, start + 150) { bytes[index] = 0 }
            }
        }
    }

    private static func comments(_ cases: inout CaseFamily) {
        cases.zip("a comment", .applied()) { $0.comment = Array("送审".utf8) }
        cases.zip("the longest comment", .applied()) { $0.comment = [UInt8](repeating: 0x2E, count: 65_535) }
        cases.zip("a comment shorter than said", .waits) { $0.end[.commentLength] = 4 }
        cases.zip("a comment longer than said", .waits) { zip in
            zip.comment = Array("comment".utf8)
            zip.end[.commentLength] = 3
        }
        // Which of the two is the end cannot be told; other readers take the last.
        cases.zip("an end record in the comment, ending the file", .waits) { $0.comment = record }
        cases.zip("an end record in the comment, not ending the file", .applied()) { $0.comment = record + [0x2E] }
        cases.zip("a comment that holds a whole zip", .waits) { $0.comment = ZipLayoutCases.whole }
        cases.zip("the true end record twice", .quarantined("BAG-ZIP-LAYOUT", section: 5)) { zip in
            let end = zip.bytes.suffix(22)
            zip.comment = Array(end)
        }
    }

    private static func headers(_ cases: inout CaseFamily) {
        cases.entry("no signature in the directory", directory) { $0.central[.signature] = 0x0201_4B51 }
        cases.entry("a local signature in the directory", directory) { $0.central[.signature] = 0x0403_4B50 }
        cases.entry("a name longer than said, in the directory", directory) { $0.central[.nameLength] = 3 }
        cases.entry("a name shorter than said, in the directory", directory) { $0.central[.nameLength] = 600 }
        cases.entry("an extra field longer than the directory", directory) { $0.central[.extraLength] = 60_000 }
        cases.entry("a comment longer than the directory", directory) { $0.central[.commentLength] = 60_000 }
        cases.entry("an offset beyond the file", .quarantined("BAG-ZIP-HEADERS", section: 5)) { $0.central[.offset] = 0x7FFF_FFFF }
        cases.entry("an offset of all ones", .quarantined("BAG-ZIP-HEADERS", section: 5)) { $0.central[.offset] = 0xFFFF_FFFF }
        cases.zip("an offset one too small", .quarantined("BAG-ZIP-LAYOUT", section: 5)) { zip in
            let offset = zip.offset(of: 1) - 1
            zip.entries[1].central[.offset] = Int64(offset)
        }
        cases.zip("an offset one too large", .quarantined("BAG-ZIP-HEADERS", section: 5)) { zip in
            let offset = zip.offset(of: 1) + 1
            zip.entries[1].central[.offset] = Int64(offset)
        }
        cases.entry("on another disk", .applied()) { $0.central[.disk] = 0 }
    }

    private static func zip64(_ cases: inout CaseFamily) {
        func forged(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout ForgedZip) -> Void) {
            cases.zip("zip64: \(name)", verdict) { zip in
                zip.isZip64 = true
                change(&zip)
            }
        }
        forged("a record and a plain one that refers to it", .applied()) { _ in }
        forged("a record, and a plain one that says the same", .applied()) { zip in
            let directory = zip.directoryOffset
            zip.end[.offset] = Int64(directory)
            zip.end[.here] = Int64(zip.entries.count)
            zip.end[.all] = Int64(zip.entries.count)
        }
        forged("no signature", .waits) { $0.zip64[.signature] = 0 }
        forged("no locator signature", .waits) { $0.zip64[.locatorSignature] = 0 }
        forged("a length that lies", .waits) { $0.zip64[.length] = 45 }
        forged("a length of 2^64 - 1", .waits) { $0.zip64[.length] = -1 }
        forged("a locator that points elsewhere", .waits) { $0.zip64[.locatorOffset] = 0 }
        forged("a locator that points beyond everything", .waits) { $0.zip64[.locatorOffset] = -1 }
        forged("on disk 1", split) { $0.zip64[.disk] = 1 }
        forged("a directory on disk 1", split) { $0.zip64[.directoryDisk] = 1 }
        forged("fewer entries here", split) { $0.zip64[.here] = 1 }
        forged("a plain count that contradicts it", directory) { $0.end[.all] = 3 }
        forged("a plain size that contradicts it", directory) { $0.end[.size] = 3 }
        forged("a plain offset that contradicts it", directory) { $0.end[.offset] = 3 }
        for (name, value) in [("2^40", 1 << 40), ("2^63 - 1", Int64.max), ("2^64 - 1", -1)] as [(String, Int64)] {
            forged("a size of \(name)", .waits) { $0.zip64[.size] = value }
            forged("an offset of \(name)", .waits) { $0.zip64[.offset] = value }
            forged("\(name) entries", .quarantined("LIMIT-ENTRIES", section: 5)) { zip in
                zip.zip64[.here] = value
                zip.zip64[.all] = value
            }
        }
        forged("bytes between record and locator", .waits) { $0.afterZip64 = [1, 2, 3] }
        forged("versions of the far future", .applied()) { zip in
            zip.zip64[.made] = 0xFFFF
            zip.zip64[.needed] = 0xFFFF
        }
    }
}

extension ForgedZip {
    /// Where an entry's local header begins.
    func offset(of index: Int) -> Int {
        var front = self
        front.entries = Array(entries[..<index])
        return front.directoryOffset + entries[index].before.count
    }
}
