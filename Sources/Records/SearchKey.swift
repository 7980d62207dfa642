/// What a text is searched by: its comparison key in capitals, as bytes.
///
///     SearchKey("特种设备 cnas 检验").contains(SearchKey("CNAS"))
///
/// The standard library's search for one collection in another took a fifth of a drain.
public struct SearchKey: Sendable, Hashable {
    private let bytes: [UInt8]

    public init(_ text: String) {
        let key = TextFolding.comparisonKey(text)
        // Ideographs, quotes and punctuation have no capitals, and asking Unicode for them takes long.
        let isPlain = key.unicodeScalars.allSatisfy { $0.isASCII || (0x2010...0x2027).contains($0.value) || (0x3000...0x9FFF).contains($0.value) }
        bytes = isPlain ? key.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 } : Array(key.uppercased().utf8)
    }

    /// Whether the other stands somewhere in this one; nothing at all stands everywhere.
    public func contains(_ word: SearchKey) -> Bool {
        word.bytes.withUnsafeBufferPointer(contains)
    }

    /// Whether a word stands somewhere in the text.
    public func contains(_ word: String) -> Bool {
        // Ideographs alone are their own key, as most words are that are searched for.
        guard word.unicodeScalars.allSatisfy({ (0x4E00...0x9FFF).contains($0.value) }) else { return contains(SearchKey(word)) }
        var word = word
        return word.withUTF8(contains)
    }

    private func contains(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { text in
            guard let first = word.first else { return true }
            var start = 0
            while start + word.count <= text.count {
                if text[start] == first {
                    var length = 1
                    while length < word.count, text[start + length] == word[length] { length += 1 }
                    if length == word.count { return true }
                }
                start += 1
            }
            return false
        }
    }
}
