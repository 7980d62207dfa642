/// A pattern over ASCII codes: literals, `\d`, `[A-Z09]`, `(a|b)`, and the repetitions `?`, `{n}` and `{m,n}`; anchored at both ends.
///
/// The patterns of the exchange format are of this small language. It is matched over bytes, because every row of every batch passes
/// here: the standard library's `Regex` takes some microseconds a cell, this some nanoseconds.
public struct CodePattern: Sendable {
    private indirect enum Node: Sendable {
        case bytes([ClosedRange<UInt8>])
        case choice([[Piece]])
    }

    private struct Piece: Sendable {
        var node: Node
        var least = 1
        var most = 1
    }

    private let pieces: [Piece]

    /// Reads a pattern such as `^1[3-9]\d{9}$`, or returns `nil` where it is not of this language.
    public init?(_ pattern: String) {
        guard pattern.hasPrefix("^"), pattern.hasSuffix("$") else { return nil }
        var rest = Array(pattern.utf8)[...].dropFirst().dropLast()
        guard let pieces = CodePattern.pieces(&rest), rest.isEmpty else { return nil }
        self.pieces = pieces
    }

    /// Whether the whole text matches.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in CodePattern.match(pieces[...], bytes[...]) { $0.isEmpty } }
    }

    // MARK: Reading

    private static func pieces(_ rest: inout ArraySlice<UInt8>) -> [Piece]? {
        var pieces: [Piece] = []
        while let byte = rest.first, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            rest.removeFirst()
            let node: Node?
            switch byte {
            case UInt8(ascii: "\\"):
                node = rest.popFirst() == UInt8(ascii: "d") ? .bytes([0x30...0x39]) : nil
            case UInt8(ascii: "["): node = set(&rest)
            case UInt8(ascii: "("): node = choice(&rest)
            case let byte where isLiteral(byte): node = .bytes([byte...byte])
            default: node = nil
            }
            guard let node, let (least, most) = repetition(&rest) else { return nil }
            pieces.append(Piece(node: node, least: least, most: most))
        }
        return pieces
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
    }

    private static func set(_ rest: inout ArraySlice<UInt8>) -> Node? {
        var ranges: [ClosedRange<UInt8>] = []
        while let low = rest.popFirst() {
            if low == UInt8(ascii: "]") { return ranges.isEmpty ? nil : .bytes(ranges) }
            guard isLiteral(low) else { return nil }
            if rest.first == UInt8(ascii: "-"), let high = rest.dropFirst().first, isLiteral(high) {
                guard low <= high else { return nil }
                rest.removeFirst(2)
                ranges.append(low...high)
            } else {
                ranges.append(low...low)
            }
        }
        return nil
    }

    private static func choice(_ rest: inout ArraySlice<UInt8>) -> Node? {
        var branches: [[Piece]] = []
        while let branch = pieces(&rest) {
            branches.append(branch)
            switch rest.popFirst() {
            case UInt8(ascii: "|"): continue
            case UInt8(ascii: ")"): return .choice(branches)
            default: return nil
            }
        }
        return nil
    }

    private static func repetition(_ rest: inout ArraySlice<UInt8>) -> (Int, Int)? {
        switch rest.first {
        case UInt8(ascii: "?"):
            rest.removeFirst()
            return (0, 1)
        case UInt8(ascii: "{"):
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let bounds = rest[(rest.startIndex + 1)..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            rest = rest[(end + 1)...]
            let numbers = bounds.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
            guard numbers.count == bounds.count, let least = numbers.first, let most = numbers.last, numbers.count <= 2, least <= most else {
                return nil
            }
            return (least, most)
        default:
            return (1, 1)
        }
    }

    // MARK: Matching

    private typealias Text = Slice<UnsafeBufferPointer<UInt8>>

    private static func match(_ pieces: ArraySlice<Piece>, _ text: Text, then: (Text) -> Bool) -> Bool {
        guard let piece = pieces.first else { return then(text) }
        return match(piece, taken: 0, text) { match(pieces.dropFirst(), $0, then: then) }
    }

    private static func match(_ piece: Piece, taken: Int, _ text: Text, then: (Text) -> Bool) -> Bool {
        if taken < piece.most {
            switch piece.node {
            case .bytes(let ranges):
                if let byte = text.first, ranges.contains(where: { $0.contains(byte) }),
                    match(piece, taken: taken + 1, text.dropFirst(), then: then)
                {
                    return true
                }
            case .choice(let branches):
                for branch in branches where match(branch[...], text, then: { match(piece, taken: taken + 1, $0, then: then) }) { return true }
            }
        }
        return taken >= piece.least && then(text)
    }
}
