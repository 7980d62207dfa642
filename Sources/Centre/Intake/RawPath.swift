/// A path as the system calls take it: bytes that end in a zero, whatever their encoding.
struct RawPath {
    let bytes: [CChar]

    init(_ text: String) {
        bytes = text.utf8.map { CChar(bitPattern: $0) } + [0]
    }

    private init(bytes: [CChar]) {
        self.bytes = bytes
    }

    func appending(_ name: FileName) -> RawPath {
        RawPath(bytes: bytes.dropLast() + [CChar(bitPattern: UInt8(ascii: "/"))] + name.cString)
    }
}

extension FileName {
    /// The name alone, as the system calls take it.
    var cString: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}
