import Bags

/// Rewrites a zip's names as a zip tool of the GBK kind writes them: in GBK, and without the flag that says UTF-8.
enum ZipNames {
    private static let localSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
    private static let endLength = 22

    static func writeAsGBK(_ path: String) throws(SampleWriterError) {
        let folder = SampleFolder(path: path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let bytes = try folder.read(name)
        guard let renamed = renamed(bytes) else { throw .file(path: path, operation: "rewrite the names of", reason: "not a plain zip") }
        try folder.write(renamed, to: name)
    }

    /// The zip with its names in GBK, or `nil` where it is not of the plain kind that the bag writer makes (no zip64, no comment).
    static func renamed(_ zip: [UInt8]) -> [UInt8]? {
        guard zip.count >= endLength else { return nil }
        let end = zip.count - endLength
        guard number(zip, end, 4) == 0x0605_4B50 else { return nil }
        let directoryStart = number(zip, end + 16, 4)
        var output: [UInt8] = []
        var directory: [UInt8] = []
        var entries: [(central: Int, local: Int)] = []
        var position = directoryStart
        while position < end {
            guard number(zip, position, 4) == 0x0201_4B50 else { return nil }
            entries.append((position, number(zip, position + 42, 4)))
            position += 46 + number(zip, position + 28, 2) + number(zip, position + 30, 2) + number(zip, position + 32, 2)
        }
        for (index, entry) in entries.enumerated() {
            let next = index + 1 < entries.count ? entries[index + 1].local : directoryStart
            guard next <= directoryStart, entry.local + 30 <= next, Array(zip[entry.local..<(entry.local + 4)]) == localSignature else { return nil }
            let start = output.count
            guard let local = header(zip, entry.local, length: 30, nameAt: 26, flagsAt: 6) else { return nil }
            output += local + zip[(entry.local + 30 + number(zip, entry.local + 26, 2))..<next]
            guard var central = header(zip, entry.central, length: 46, nameAt: 28, flagsAt: 8) else { return nil }
            put(start, 4, into: &central, at: 42)
            let tail = entry.central + 46 + number(zip, entry.central + 28, 2)
            directory += central + zip[tail..<(tail + number(zip, entry.central + 30, 2) + number(zip, entry.central + 32, 2))]
        }
        var last = Array(zip[end...])
        put(directory.count, 4, into: &last, at: 12)
        put(output.count, 4, into: &last, at: 16)
        return output + directory + last
    }

    /// A header and its name, with the name in GBK and the UTF-8 flag (bit 11) taken away.
    private static func header(_ zip: [UInt8], _ at: Int, length: Int, nameAt: Int, flagsAt: Int) -> [UInt8]? {
        let nameLength = number(zip, at + nameAt, 2)
        guard at + length + nameLength <= zip.count else { return nil }
        guard let name = GB18030.encode(Array(zip[(at + length)..<(at + length + nameLength)])) else { return nil }
        var header = Array(zip[at..<(at + length)])
        put(number(zip, at + flagsAt, 2) & ~0x0800, 2, into: &header, at: flagsAt)
        put(name.count, 2, into: &header, at: nameAt)
        return header + name
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        guard at >= 0, at + count <= bytes.count else { return -1 }
        return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }

    private static func put(_ number: Int, _ count: Int, into bytes: inout [UInt8], at position: Int) {
        for index in 0..<count { bytes[position + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
}
