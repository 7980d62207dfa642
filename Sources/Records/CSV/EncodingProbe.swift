/// Recognises the encoding of a text file while its bytes pass by for another purpose, such as its digest.
///
/// A byte order mark decides; else it is UTF-8 where every byte is, or enough of it is (see ``TextDecoder``), and GB18030 otherwise.
/// GB18030 text that is UTF-8 to its last byte cannot be told apart; that takes a file with hardly a Chinese word in it.
/// The probe never fails: whether the file is sound in its encoding is for ``TextDecoder`` to say, with the line.
public struct EncodingProbe {
    private var decoder = TextDecoder()
    private var verdict: TextEncoding?

    public init() {}

    /// Takes the next bytes of the file.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) {
        guard verdict == nil else { return }
        attempt { decoder throws in try decoder.decode(bytes) { _ in } }
    }

    /// The encoding, once the whole file has passed.
    public mutating func finish() -> TextEncoding {
        if verdict == nil { attempt { decoder throws in try decoder.finish { _ in } } }
        return verdict ?? .utf8
    }

    private mutating func attempt(_ step: (inout TextDecoder) throws -> Void) {
        do {
            try step(&decoder)
            if let encoding = decoder.encoding, encoding != .utf8 { verdict = encoding }
        } catch TextFlaw.notUTF8 {
            verdict = .gb18030
        } catch {
            verdict = decoder.encoding
        }
    }
}
