/// Reads the binary encoding of SSH (RFC 4251, section 5): big-endian numbers, and strings that begin with their length.
struct SSHReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func number() -> Int? {
        take(4).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    mutating func string() -> [UInt8]? {
        number().flatMap { take($0) }
    }

    mutating func text() -> String? {
        string().flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Appends a number as SSH writes it.
    mutating func appendSSH(_ number: Int) {
        for shift in [24, 16, 8, 0] {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Appends a string as SSH writes it.
    mutating func appendSSH(_ bytes: [UInt8]) {
        appendSSH(bytes.count)
        append(contentsOf: bytes)
    }

    /// Appends a text as SSH writes it.
    mutating func appendSSH(_ text: String) {
        appendSSH(Array(text.utf8))
    }
}
