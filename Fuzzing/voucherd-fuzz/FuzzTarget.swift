import CLibFuzzer
import Glibc

/// What is fed with arbitrary bytes. A target that returns has kept its promises; one that does not traps, and libFuzzer keeps the input.
enum FuzzTarget: String, CaseIterable {
    /// Bytes as a zip file.
    case zip
    /// Bytes as the tag files and payload of a bag whose zip and digests are right, so that what lies behind them is reached.
    case bag
    /// Bytes as a CSV file, and its rows as records.
    case table
    /// Bytes as an SSH signature, armored or not.
    case signature
    /// Bytes as allowed_signers, as revoked keys and as a private key.
    case keys
    /// Bytes as bag-info.txt, manifests and bagit.txt.
    case tags
    /// Bytes as dates, instants, amounts, codes and cells of every format.
    case values
    /// Bytes as the programme file.
    case programme

    /// What the target does with one input.
    var body: @Sendable ([UInt8]) -> Void {
        switch self {
        case .zip: { ZipTarget.run($0) }
        case .bag: { BagTarget.run($0) }
        case .table: { TableTarget.run($0) }
        case .signature: { SignatureTarget.run($0) }
        case .keys: { KeysTarget.run($0) }
        case .tags: { TagsTarget.run($0) }
        case .values: { ValuesTarget.run($0) }
        case .programme: { ProgrammeTarget.run($0) }
        }
    }

    /// libFuzzer's callback is a C function, which captures nothing: the target that it serves is set once, before the driver starts.
    nonisolated(unsafe) private static var current = FuzzTarget.zip

    /// Hands control to libFuzzer; it ends the process itself where an input breaks a promise.
    func run(_ options: [String]) -> Int32 {
        FuzzTarget.current = self
        var count = Int32(options.count + 1)
        var texts: [UnsafeMutablePointer<CChar>?] = (["voucherd-fuzz"] + options).map { strdup($0) } + [nil]
        return texts.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &start) { data, size in
                FuzzTarget.current.body(Array(UnsafeBufferPointer(start: data, count: size)))
                return 0
            }
        }
    }
}
