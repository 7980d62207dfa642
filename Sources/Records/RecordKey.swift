public import Programme

/// What names a record: its type and its key.
public struct RecordKey: Hashable, Sendable, CustomStringConvertible {
    public let type: RecordType
    public let key: String

    public init(_ type: RecordType, _ key: String) {
        self.type = type
        self.key = key
    }

    /// `claim 410305-C1`.
    public var description: String { "\(type.name) \(key)" }

    /// The office whose code an id begins with: the record's first author. `nil` where the key is no id.
    public var office: OfficeCode? {
        type.key.format == .id ? RecordKey.officeOfID(key) : nil
    }

    static func officeOfID(_ id: String) -> OfficeCode? {
        let bytes = id.utf8
        guard bytes.count >= 8, bytes.count <= 55, bytes.dropFirst(6).first == UInt8(ascii: "-") else { return nil }
        let allowed = bytes.dropFirst(7).allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return allowed ? OfficeCode(String(decoding: bytes.prefix(6), as: UTF8.self)) : nil
    }
}

extension RecordKey: Comparable {
    /// By type name, then by key, as bytes.
    public static func < (left: RecordKey, right: RecordKey) -> Bool {
        left.type == right.type ? left.key.precedes(right.key) : left.type.name.precedes(right.type.name)
    }
}

extension String {
    /// Whether this text comes before another by its bytes: no locale and no normalization has a part in the order of keys.
    public func precedes(_ other: String) -> Bool {
        let isBefore = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in left.lexicographicallyPrecedes(right) }
        }
        // Texts that the program did not make itself may lie elsewhere.
        return isBefore.flatMap(\.self) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
