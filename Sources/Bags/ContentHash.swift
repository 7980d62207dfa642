import Crypto

/// A running SHA-256 over pieces of content.
struct ContentHash {
    private var hash = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    mutating func update(_ bytes: [UInt8]) {
        hash.update(data: bytes)
    }

    /// The 32 bytes of the digest of all pieces so far.
    var bytes: [UInt8] { Array(hash.finalize()) }
}
