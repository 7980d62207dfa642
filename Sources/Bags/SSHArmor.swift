/// The text form of OpenSSH's keys and signatures: a header line, Base64 lines, a footer line, and nothing before or after.
struct SSHArmor {
    static let signature = SSHArmor(name: "SSH SIGNATURE")
    static let privateKey = SSHArmor(name: "OPENSSH PRIVATE KEY")

    private let begin: String
    private let end: String

    private init(name: String) {
        begin = "-----BEGIN \(name)-----"
        end = "-----END \(name)-----"
    }

    /// The text of some bytes, in lines of 70 characters as OpenSSH writes them.
    func encode(_ bytes: [UInt8]) -> [UInt8] {
        let text = Base64.encode(bytes)
        var lines = Array(begin.utf8) + [0x0A]
        for start in stride(from: 0, to: text.count, by: 70) {
            lines += text[start..<min(start + 70, text.count)] + [0x0A]
        }
        return lines + Array(end.utf8) + [0x0A]
    }

    /// The bytes of a text whose lines end in LF or CRLF (the last may lack it), or `nil`.
    func decode(_ text: [UInt8]) -> [UInt8]? {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count >= 3, lines[0].elementsEqual(begin.utf8), lines[lines.count - 1].elementsEqual(end.utf8) else { return nil }
        let body = lines[1..<(lines.count - 1)]
        guard body.allSatisfy({ !$0.isEmpty }) else { return nil }
        return Base64.decode(body.joined())
    }
}
