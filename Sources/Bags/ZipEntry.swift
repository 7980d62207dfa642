/// One entry of a zip as its central directory describes it.
struct ZipEntry: Sendable {
    /// The method of an entry that is stored as it is.
    static let stored = 0
    /// The method of an entry that is deflated.
    static let deflated = 8

    /// The path as the zip holds it: bytes of an encoding yet to be found out.
    let name: [UInt8]
    let flags: Int
    let method: Int
    /// Time and date of modification, as MS-DOS writes them. They mean nothing here, but both headers must say the same.
    let modified: Int64
    let checksum: Int64
    /// Bytes that the entry takes in the zip.
    let compressedSize: Int64
    /// Bytes that it inflates to.
    let size: Int64
    let headerOffset: Int64
    /// The system that made the entry (upper byte of "version made by").
    let system: Int
    let attributes: Int64
    /// Where the entry's bytes begin: known once its local header has been read.
    var dataOffset: Int64 = 0

    /// Whether the path ends as that of a folder.
    var isFolder: Bool { name.last == UInt8(ascii: "/") }
    /// Whether the sizes follow the data in a descriptor (flag bit 3).
    var hasDescriptor: Bool { flags & 0x0008 != 0 }
    /// Whether the name is said to be UTF-8 (flag bit 11).
    var namesUTF8: Bool { flags & 0x0800 != 0 }
    /// Whether the entry is encrypted, or is a patch, which only its own tool can read (flag bits 0, 5, 6 and 13).
    var isEncrypted: Bool { flags & 0x2061 != 0 }
    /// Whether the entry's data has been found: a local header stands before it, so it never begins the file.
    var isPlaced: Bool { dataOffset > 0 }
    /// The end of the entry's data, before any descriptor.
    var dataEnd: Int64 { dataOffset + compressedSize }

    /// The path for messages, whatever its encoding and whatever is in it.
    var displayName: String { (EntryName.readings(of: name, isUTF8: namesUTF8).first ?? String(decoding: name, as: UTF8.self)).escaped }

    /// Whether this is a regular file or a folder, and says so without contradiction.
    var isRegular: Bool {
        let type = attributes >> 16 & 0xF000
        if type == 0xA000 { return false }
        switch system {
        case 3, 19:
            return type == 0 || type == (isFolder ? 0x4000 : 0x8000)
        case 0, 10, 11, 14:
            // A volume label, or a reparse point: the links of Windows.
            return attributes & 0x0408 == 0
        default:
            return true
        }
    }
}
