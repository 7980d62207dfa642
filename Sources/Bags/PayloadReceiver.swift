/// Takes a bag's payload as it is inflated: for each file `begin`, any number of chunks, `end`.
///
/// Nothing that a chunk says is proven until `end` is called for its file: then size, CRC and digest are right. A receiver that acts earlier must be
/// able to take it back.
public protocol PayloadReceiver {
    /// A file begins.
    mutating func begin(_ file: PayloadFile) throws
    /// The next piece of the file; the memory is valid during the call only.
    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws
    /// The file is complete and proven.
    mutating func end(_ file: PayloadFile) throws
}

/// Drops the payload: reading into it only proves it.
struct DiscardingReceiver: PayloadReceiver {
    mutating func begin(_ file: PayloadFile) {}
    mutating func receive(_ chunk: UnsafeRawBufferPointer) {}
    mutating func end(_ file: PayloadFile) {}
}

/// Keeps one file's content in memory.
struct CollectingReceiver: PayloadReceiver {
    private(set) var bytes: [UInt8] = []

    mutating func begin(_ file: PayloadFile) { bytes.reserveCapacity(Int(clamping: file.size)) }
    mutating func receive(_ chunk: UnsafeRawBufferPointer) { bytes.append(contentsOf: chunk) }
    mutating func end(_ file: PayloadFile) {}
}
