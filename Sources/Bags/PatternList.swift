/// OpenSSH's comma-separated patterns (ssh_config, PATTERNS): `*` is any text, `?` any character, a leading `!` excludes.
struct PatternList: Sendable, Equatable {
    private let patterns: [(text: [UInt8], isNegated: Bool)]

    init(_ text: some Sequence<UInt8>) {
        patterns = Array(text).split(separator: UInt8(ascii: ",")).map { part in
            part.first == UInt8(ascii: "!") ? (Array(part.dropFirst()), true) : (Array(part), false)
        }
    }

    static func == (left: PatternList, right: PatternList) -> Bool {
        left.patterns.elementsEqual(right.patterns, by: ==)
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// Whether some pattern takes the text and none excludes it.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var isTaken = false
        for (pattern, isNegated) in patterns where PatternList.matches(bytes, pattern) {
            if isNegated { return false }
            isTaken = true
        }
        return isTaken
    }

    /// Matches without recursion: a `*` is tried with one more byte whenever what follows it fails.
    private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var at = 0
        var place = 0
        var star: (place: Int, at: Int)?
        while at < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place, last.at + 1)
                place = last.place + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
