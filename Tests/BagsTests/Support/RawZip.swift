@testable import Bags

/// Builds a zip byte by byte, well-formed unless told otherwise, so that every malformation can be made.
struct RawZip {
    enum Descriptor {
        case none
        case signed
        case unsigned
        case signed64
        case unsigned64
    }

    struct Entry {
        var name: [UInt8]
        var data: [UInt8]
        var flags = 0x0800
        var method = 0
        var size: Int?
        var checksum: Int64?
        var localName: [UInt8]?
        var localChecksum: Int64?
        var descriptor = Descriptor.none
        var system = 3
        var mode: Int64 = 0o100644
        var attributes: Int64?
        var gapBefore: [UInt8] = []
        var isZip64 = false

        init(_ name: String, _ data: [UInt8] = []) {
            self.init(name: Array(name.utf8), data)
        }

        init(name: [UInt8], _ data: [UInt8] = []) {
            self.name = name
            self.data = data
            if name.last == UInt8(ascii: "/") { mode = 0o040755 }
        }

        /// The same content as deflate's uncompressed blocks.
        var deflated: Entry {
            var entry = self
            entry.size = data.count
            entry.checksum = checksum ?? Entry.checksum(of: data)
            entry.data = []
            var rest = data[...]
            repeat {
                let piece = rest.prefix(65_535)
                rest = rest.dropFirst(piece.count)
                entry.data.append(rest.isEmpty ? 1 : 0)
                entry.data.appendLittleEndian(Int64(piece.count), bytes: 2)
                entry.data.appendLittleEndian(Int64(~piece.count), bytes: 2)
                entry.data += piece
            } while !rest.isEmpty
            entry.method = 8
            return entry
        }

        static func checksum(of bytes: [UInt8]) -> Int64 {
            var checksum = Checksum()
            bytes.withUnsafeBytes { checksum.update($0) }
            return checksum.value
        }
    }

    var entries: [Entry] = []
    var comment: [UInt8] = []
    var gapBeforeDirectory: [UInt8] = []
    var isZip64 = false
    var count: Int?

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            file += entry.gapBefore
            append(entry, to: &file, directory: &directory)
        }
        file += gapBeforeDirectory
        let offset = Int64(file.count)
        file += directory
        let count = Int64(count ?? entries.count)
        if isZip64 { appendZip64End(to: &file, offset: offset, size: Int64(directory.count), count: count) }
        file += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        file.appendLittleEndian(isZip64 ? 0xFFFF : count, bytes: 2)
        file.appendLittleEndian(isZip64 ? 0xFFFF : count, bytes: 2)
        file.appendLittleEndian(isZip64 ? 0xFFFF_FFFF : Int64(directory.count), bytes: 4)
        file.appendLittleEndian(isZip64 ? 0xFFFF_FFFF : offset, bytes: 4)
        file.appendLittleEndian(Int64(comment.count), bytes: 2)
        return file + comment
    }

    private func append(_ entry: Entry, to file: inout [UInt8], directory: inout [UInt8]) {
        let offset = Int64(file.count)
        let size = Int64(entry.size ?? entry.data.count)
        let packed = Int64(entry.data.count)
        let checksum = entry.checksum ?? Entry.checksum(of: entry.data)
        let isStreamed = entry.descriptor != .none
        let flags = Int64(entry.flags | (isStreamed ? 8 : 0))
        let localName = entry.localName ?? entry.name
        var extra: [UInt8] = []
        if entry.isZip64 {
            extra = [1, 0, 16, 0]
            extra.appendLittleEndian(isStreamed ? 0 : size, bytes: 8)
            extra.appendLittleEndian(isStreamed ? 0 : packed, bytes: 8)
        }
        file += [0x50, 0x4B, 3, 4, 20, 0]
        file.appendLittleEndian(flags, bytes: 2)
        file.appendLittleEndian(Int64(entry.method), bytes: 2)
        file += [0, 0, 0x21, 0]
        file.appendLittleEndian(entry.localChecksum ?? (isStreamed ? 0 : checksum), bytes: 4)
        file.appendLittleEndian(entry.isZip64 ? 0xFFFF_FFFF : isStreamed ? 0 : packed, bytes: 4)
        file.appendLittleEndian(entry.isZip64 ? 0xFFFF_FFFF : isStreamed ? 0 : size, bytes: 4)
        file.appendLittleEndian(Int64(localName.count), bytes: 2)
        file.appendLittleEndian(Int64(extra.count), bytes: 2)
        file += localName + extra + entry.data
        if isStreamed {
            if entry.descriptor == .signed || entry.descriptor == .signed64 { file += [0x50, 0x4B, 7, 8] }
            let width = entry.descriptor == .signed64 || entry.descriptor == .unsigned64 ? 8 : 4
            file.appendLittleEndian(checksum, bytes: 4)
            file.appendLittleEndian(packed, bytes: width)
            file.appendLittleEndian(size, bytes: width)
        }
        directory += [0x50, 0x4B, 1, 2, 20, UInt8(entry.system), 20, 0]
        directory.appendLittleEndian(flags, bytes: 2)
        directory.appendLittleEndian(Int64(entry.method), bytes: 2)
        directory += [0, 0, 0x21, 0]
        directory.appendLittleEndian(checksum, bytes: 4)
        directory.appendLittleEndian(packed, bytes: 4)
        directory.appendLittleEndian(size, bytes: 4)
        directory.appendLittleEndian(Int64(entry.name.count), bytes: 2)
        directory += [0, 0, 0, 0, 0, 0, 0, 0]
        directory.appendLittleEndian(entry.attributes ?? entry.mode << 16, bytes: 4)
        directory.appendLittleEndian(offset, bytes: 4)
        directory += entry.name
    }

    private func appendZip64End(to file: inout [UInt8], offset: Int64, size: Int64, count: Int64) {
        let position = Int64(file.count)
        file += [0x50, 0x4B, 6, 6]
        file.appendLittleEndian(44, bytes: 8)
        file += [45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        file.appendLittleEndian(count, bytes: 8)
        file.appendLittleEndian(count, bytes: 8)
        file.appendLittleEndian(size, bytes: 8)
        file.appendLittleEndian(offset, bytes: 8)
        file += [0x50, 0x4B, 6, 7, 0, 0, 0, 0]
        file.appendLittleEndian(position, bytes: 8)
        file += [1, 0, 0, 0]
    }
}
