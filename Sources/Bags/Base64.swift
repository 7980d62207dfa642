/// Base64 as RFC 4648 writes it, read strictly: no other characters, full padding, unused bits zero. One value has one text.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = (0..<256).map { byte in alphabet.firstIndex(of: UInt8(byte)).map { UInt8($0) } }

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[number >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return text
    }

    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var number = 0
        for (index, byte) in text.dropLast(padding).enumerated() {
            guard let value = values[Int(byte)] else { return nil }
            number = number << 6 | Int(value)
            switch index % 4 {
            case 1: bytes.append(UInt8(truncatingIfNeeded: number >> 4))
            case 2: bytes.append(UInt8(truncatingIfNeeded: number >> 2))
            case 3: bytes.append(UInt8(truncatingIfNeeded: number))
            default: break
            }
        }
        let unused = padding == 2 ? 15 : padding == 1 ? 3 : 0
        return number & unused == 0 ? bytes : nil
    }
}
