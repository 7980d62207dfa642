import Programme

/// The options of a line of allowed_signers: for which namespaces and between which moments its key may sign.
struct AllowedSignerOptions: Sendable, Equatable {
    private(set) var namespaces: PatternList?
    private(set) var validAfter: Instant?
    private(set) var validBefore: Instant?

    init() {}

    /// Takes the options off the beginning of a line, up to the blank after them.
    ///
    /// - Throws: ``KeyFileError`` for an option that is unknown, repeated or unreadable.
    init(parsing rest: inout ArraySlice<UInt8>, line: Int) throws(KeyFileError) {
        while true {
            let name = String(decoding: rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") && !$0.isBlank }, as: UTF8.self)
            rest = rest.dropFirst(name.utf8.count)
            try take(name.lowercased(), from: &rest, line)
            guard rest.first == UInt8(ascii: ",") else { break }
            rest = rest.dropFirst()
        }
        guard rest.first?.isBlank == true else { throw KeyFileError(line: line, "the options are not followed by a key", "选项之后没有公钥") }
        if let validAfter, let validBefore, validBefore <= validAfter {
            throw KeyFileError(line: line, "valid-before is not later than valid-after", "valid-before 不晚于 valid-after")
        }
    }

    private mutating func take(_ name: String, from rest: inout ArraySlice<UInt8>, _ line: Int) throws(KeyFileError) {
        switch name {
        case "namespaces" where namespaces == nil:
            namespaces = PatternList(try AllowedSignerOptions.quoted(name, &rest, line))
        case "valid-after" where validAfter == nil:
            validAfter = try AllowedSignerOptions.moment(name, &rest, line)
        case "valid-before" where validBefore == nil:
            validBefore = try AllowedSignerOptions.moment(name, &rest, line)
        case "namespaces", "valid-after", "valid-before":
            throw KeyFileError(line: line, "the option \(name) stands twice", "选项 \(name) 重复")
        case "cert-authority":
            throw KeyFileError(line: line, "certificate authorities are not accepted", "不接受证书颁发机构（cert-authority）")
        default:
            throw KeyFileError(line: line, "'\(name)' is neither an Ed25519 key nor an option", "“\(name)”既不是 Ed25519 公钥也不是选项")
        }
    }

    /// Takes `="…"`, in which `\"` is a quote.
    private static func quoted(_ name: String, _ rest: inout ArraySlice<UInt8>, _ line: Int) throws(KeyFileError) -> [UInt8] {
        let broken = KeyFileError(line: line, "the option \(name) has no value in quotes", "选项 \(name) 没有带引号的值")
        guard rest.starts(with: [UInt8(ascii: "="), UInt8(ascii: "\"")]) else { throw broken }
        rest = rest.dropFirst(2)
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return value }
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
                value.append(UInt8(ascii: "\""))
                rest = rest.dropFirst()
            } else {
                value.append(byte)
            }
        }
        throw broken
    }

    /// Takes a moment: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, of UTC with a `Z`, of Luoyang without.
    private static func moment(_ name: String, _ rest: inout ArraySlice<UInt8>, _ line: Int) throws(KeyFileError) -> Instant {
        let text = try quoted(name, &rest, line)
        let isUTC = text.last == UInt8(ascii: "Z") || text.last == UInt8(ascii: "z")
        let digits = isUTC ? text.dropLast() : text[...]
        guard [8, 12, 14].contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw KeyFileError(
                line: line,
                "the value of \(name) is not a time such as 20260302 or 20260302093000Z",
                "\(name) 的值不是时间，应形如 20260302 或 20260302093000Z"
            )
        }
        let all = Array((String(decoding: digits, as: UTF8.self) + "000000").utf8.prefix(14))
        func part(_ range: Range<Int>) -> String { String(decoding: all[range], as: UTF8.self) }
        let zone = isUTC ? "Z" : "+08:00"
        let moment = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))\(zone)"
        guard let instant = Instant(moment) else {
            throw KeyFileError(line: line, "the value of \(name) is no time of the calendar", "\(name) 的值不是日历上的时间")
        }
        return instant
    }
}
