import Crypto

/// A running checksum over pieces of content: SHA-256 unless told otherwise.
struct ContentHash {
    private var hash: any HashFunction

    init(_ algorithm: ManifestAlgorithm = .sha256) {
        // Old algorithms withstand no forger; in a bag they only back up SHA-256, whose manifest is the signed one.
        hash =
            switch algorithm {
            case .md5: Insecure.MD5()
            case .sha1: Insecure.SHA1()
            case .sha256: SHA256()
            case .sha384: SHA384()
            case .sha512: SHA512()
            }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    mutating func update(_ bytes: [UInt8]) {
        hash.update(data: bytes)
    }

    /// The bytes of the checksum of all pieces so far.
    var bytes: [UInt8] { ContentHash.bytes(of: hash) }

    /// The same in lower-case hexadecimal digits.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(of hash: some HashFunction) -> [UInt8] { Array(hash.finalize()) }
}
