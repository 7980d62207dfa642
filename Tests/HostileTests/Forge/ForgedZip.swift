@testable import Bags

/// A zip of which every byte can be set: well made until told otherwise.
struct ForgedZip {
    /// A field of an entry's header (APPNOTE 4.3.7 and 4.3.12), by its width in bytes.
    enum HeaderField: CaseIterable, Sendable {
        case signature, made, needed, flags, method, time, date, checksum, packed, size, nameLength, extraLength
        case commentLength, disk, internalAttributes, externalAttributes, offset

        /// The fields that both headers have.
        static let common: [HeaderField] = [.needed, .flags, .method, .time, .date, .checksum, .packed, .size, .nameLength, .extraLength]
    }

    /// A field of the end record (APPNOTE 4.3.16).
    enum EndField: CaseIterable, Sendable {
        case signature, disk, directoryDisk, here, all, size, offset, commentLength
    }

    /// A field of the zip64 end record and its locator (APPNOTE 4.3.14, 4.3.15).
    enum Zip64Field: CaseIterable, Sendable {
        case signature, length, made, needed, disk, directoryDisk, here, all, size, offset
        case locatorSignature, locatorDisk, locatorOffset, disks
    }

    /// The sizes that follow an entry's data (APPNOTE 4.3.9).
    struct Descriptor: Sendable {
        var isSigned = true
        var width = 4
        var checksum: Int64?
        var packed: Int64?
        var size: Int64?
    }

    struct Entry: Sendable {
        var name: [UInt8]
        /// What the entry inflates to.
        var content: [UInt8]
        /// What stands in the zip for it; ``content`` itself unless set.
        var packed: [UInt8]?
        /// What the local header says instead of the truth.
        var local: [HeaderField: Int64] = [:]
        /// What the directory says instead of the truth.
        var central: [HeaderField: Int64] = [:]
        var localName: [UInt8]?
        var localExtra: [UInt8] = []
        var centralExtra: [UInt8] = []
        var comment: [UInt8] = []
        var descriptor: Descriptor?
        var before: [UInt8] = []
        /// Whether the directory has no header for it.
        var isHidden = false

        init(_ name: String, _ content: [UInt8] = []) {
            self.init(name: Array(name.utf8), content)
        }

        init(name: [UInt8], _ content: [UInt8] = []) {
            self.name = name
            self.content = content
        }

        /// Sets a field in both headers.
        mutating func both(_ field: HeaderField, _ value: Int64) {
            local[field] = value
            central[field] = value
        }

        /// Deflates the content, in deflate's uncompressed blocks.
        mutating func deflate() {
            packed = Deflate.stored(content)
            both(.method, 8)
        }

        var checksum: Int64 {
            var checksum = Checksum()
            content.withUnsafeBytes { checksum.update($0) }
            return checksum.value
        }
    }

    var entries: [Entry] = []
    /// Headers of the directory for entries whose bytes are another's.
    var phantoms: [(entry: Entry, offset: Int)] = []
    var isDirectoryReversed = false
    var comment: [UInt8] = []
    var beforeDirectory: [UInt8] = []
    var afterDirectory: [UInt8] = []
    var end: [EndField: Int64] = [:]
    /// Whether there is a zip64 end record; the plain one then refers to it unless told otherwise.
    var isZip64 = false
    var zip64: [Zip64Field: Int64] = [:]
    var afterZip64: [UInt8] = []

    /// How many bytes stand before the directory.
    var directoryOffset: Int { body.file.count }

    private var body: (file: [UInt8], headers: [[UInt8]]) {
        var file: [UInt8] = []
        var headers: [[UInt8]] = []
        for entry in entries {
            file += entry.before
            let offset = file.count
            append(entry, to: &file)
            if !entry.isHidden { headers.append(header(of: entry, offset: offset)) }
        }
        headers += phantoms.map { header(of: $0.entry, offset: $0.offset) }
        return (file + beforeDirectory, isDirectoryReversed ? headers.reversed() : headers)
    }

    var bytes: [UInt8] {
        var (file, headers) = body
        let directory = headers.flatMap(\.self)
        let count = Int64(headers.count)
        let offset = Int64(file.count)
        file += directory + afterDirectory
        if isZip64 { appendZip64(to: &file, count: count, size: Int64(directory.count), offset: offset) }
        let plain: [EndField: Int64] = [
            .signature: 0x0605_4B50, .here: isZip64 ? 0xFFFF : count, .all: isZip64 ? 0xFFFF : count,
            .size: isZip64 ? 0xFFFF_FFFF : Int64(directory.count), .offset: isZip64 ? 0xFFFF_FFFF : offset, .commentLength: Int64(comment.count),
        ]
        for field in EndField.allCases {
            let width = [.signature, .size, .offset].contains(field) ? 4 : 2
            file.appendLittleEndian(end[field] ?? plain[field] ?? 0, bytes: width)
        }
        return file + comment
    }

    private func append(_ entry: Entry, to file: inout [UInt8]) {
        let packed = entry.packed ?? entry.content
        let isStreamed = entry.descriptor != nil
        let name = entry.localName ?? entry.name
        let plain: [HeaderField: Int64] = [
            .signature: 0x0403_4B50, .needed: 20, .flags: isStreamed ? 0x0808 : 0x0800, .date: 0x21, .checksum: isStreamed ? 0 : entry.checksum,
            .packed: isStreamed ? 0 : Int64(packed.count), .size: isStreamed ? 0 : Int64(entry.content.count), .nameLength: Int64(name.count),
            .extraLength: Int64(entry.localExtra.count),
        ]
        for field in [.signature] + HeaderField.common {
            file.appendLittleEndian(entry.local[field] ?? plain[field] ?? 0, bytes: ForgedZip.width(of: field))
        }
        file += name + entry.localExtra + packed
        guard let descriptor = entry.descriptor else { return }
        if descriptor.isSigned { file += [0x50, 0x4B, 7, 8] }
        file.appendLittleEndian(descriptor.checksum ?? entry.checksum, bytes: 4)
        file.appendLittleEndian(descriptor.packed ?? Int64(packed.count), bytes: descriptor.width)
        file.appendLittleEndian(descriptor.size ?? Int64(entry.content.count), bytes: descriptor.width)
    }

    private func header(of entry: Entry, offset: Int) -> [UInt8] {
        var header: [UInt8] = []
        let isFolder = entry.name.last == UInt8(ascii: "/")
        let plain: [HeaderField: Int64] = [
            .signature: 0x0201_4B50, .made: 0x0314, .needed: 20, .flags: entry.descriptor == nil ? 0x0800 : 0x0808, .date: 0x21,
            .checksum: entry.checksum, .packed: Int64((entry.packed ?? entry.content).count), .size: Int64(entry.content.count),
            .nameLength: Int64(entry.name.count), .extraLength: Int64(entry.centralExtra.count), .commentLength: Int64(entry.comment.count),
            .externalAttributes: (isFolder ? 0o040755 : 0o100644) << 16, .offset: Int64(offset),
        ]
        for field in HeaderField.allCases {
            header.appendLittleEndian(entry.central[field] ?? plain[field] ?? 0, bytes: ForgedZip.width(of: field))
        }
        return header + entry.name + entry.centralExtra + entry.comment
    }

    private static func width(of field: HeaderField) -> Int {
        switch field {
        case .signature, .checksum, .packed, .size, .externalAttributes, .offset: 4
        default: 2
        }
    }

    private func appendZip64(to file: inout [UInt8], count: Int64, size: Int64, offset: Int64) {
        let place = Int64(file.count)
        let plain: [Zip64Field: Int64] = [
            .signature: 0x0606_4B50, .length: 44, .made: 45, .needed: 45, .here: count, .all: count, .size: size, .offset: offset,
            .locatorSignature: 0x0706_4B50, .locatorOffset: place, .disks: 1,
        ]
        for field in Zip64Field.allCases {
            if field == .locatorSignature { file += afterZip64 }
            let width =
                switch field {
                case .made, .needed: 2
                case .signature, .disk, .directoryDisk, .locatorSignature, .locatorDisk, .disks: 4
                default: 8
                }
            file.appendLittleEndian(zip64[field] ?? plain[field] ?? 0, bytes: width)
        }
    }

    // MARK: - Changing

    /// The place of the entry whose name ends so.
    func place(of name: String) -> Int {
        let wanted = Array("/\(name)".utf8)
        guard let place = entries.firstIndex(where: { $0.name.suffix(wanted.count).elementsEqual(wanted) }) else {
            preconditionFailure("the batch has no \(name)")
        }
        return place
    }

    mutating func change(_ name: String, _ change: (inout Entry) -> Void) {
        change(&entries[place(of: name)])
    }
}

/// Streams of deflate (RFC 1951) made by hand.
enum Deflate {
    /// Uncompressed blocks.
    static func stored(_ content: [UInt8], isLast: Bool = true) -> [UInt8] {
        var packed: [UInt8] = []
        var rest = content[...]
        repeat {
            let piece = rest.prefix(65_535)
            rest = rest.dropFirst(piece.count)
            packed.append(rest.isEmpty && isLast ? 1 : 0)
            packed.appendLittleEndian(Int64(piece.count), bytes: 2)
            packed.appendLittleEndian(Int64(~piece.count), bytes: 2)
            packed += piece
        } while !rest.isEmpty
        return packed
    }

    /// At least that many zeros, in blocks whose codes are one bit long: some 1,030 bytes from one.
    static func zeros(atLeast count: Int) -> (packed: [UInt8], count: Int) {
        var bits = BitWriter()
        // Last block, dynamic codes; 286 literal and length codes, one distance code, 18 code lengths.
        bits.append(1, 1)
        bits.append(2, 2)
        bits.append(29, 5)
        bits.append(0, 5)
        bits.append(14, 4)
        // In the order of RFC 1951, section 3.2.7: 18 (a run of zeros) has 1 bit, 1 and 2 have 2.
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
            bits.append(symbol == 18 ? 1 : symbol == 1 || symbol == 2 ? 2 : 0, 3)
        }
        let run = (code: 0b0, length: 1)
        let one = (code: 0b10, length: 2)
        let two = (code: 0b11, length: 2)
        // Literal 0 has 2 bits, end of block (256) has 2, length 258 (285) has 1.
        bits.append(code: two)
        for (length, extra) in [(138, 127), (117, 106)] {
            _ = length
            bits.append(code: run)
            bits.append(extra, 7)
        }
        bits.append(code: two)
        bits.append(code: run)
        bits.append(28 - 11, 7)
        bits.append(code: one)
        bits.append(code: one)
        // Codes: length 258 is 0, literal 0 is 10, end is 11; the distance 1 is 0.
        bits.append(code: (0b10, 2))
        let matches = (max(0, count - 1) + 257) / 258
        for _ in 0..<matches { bits.append(0, 2) }
        bits.append(code: (0b11, 2))
        return (bits.finish(), 1 + matches * 258)
    }

    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var current = 0
        private var used = 0

        /// Appends a number, its lowest bit first.
        mutating func append(_ value: Int, _ length: Int) {
            current |= value << used
            used += length
            while used >= 8 {
                bytes.append(UInt8(current & 0xFF))
                current >>= 8
                used -= 8
            }
        }

        /// Appends a Huffman code, its highest bit first.
        mutating func append(code: (code: Int, length: Int)) {
            for shift in (0..<code.length).reversed() { append(code.code >> shift & 1, 1) }
        }

        mutating func finish() -> [UInt8] {
            if used > 0 { append(0, 8 - used) }
            return bytes
        }
    }
}
