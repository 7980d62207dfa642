import CLibFuzzer
import Glibc

/// A file that is nowhere on disk, with a path that can be opened: the readers under test take paths.
struct MemoryFile {
    /// The one file of the process, made anew for each input.
    nonisolated(unsafe) private static var descriptor: Int32 = -1

    /// Puts bytes into a fresh file and gives its path, good until the next call.
    static func holding(_ bytes: [UInt8]) -> String {
        if descriptor >= 0 { close(descriptor) }
        descriptor = memfd_create("voucherd-fuzz", 0)
        precondition(descriptor >= 0, "no memory file")
        var written = 0
        while written < bytes.count {
            let step = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written) }
            precondition(step > 0, "the memory file takes no more")
            written += step
        }
        return "/proc/self/fd/\(descriptor)"
    }
}
