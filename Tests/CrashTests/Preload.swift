import Foundation
import TestSupport

/// `Preload/crash.c`, built for this machine.
struct Preload {
    struct NotBuilt: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: TemporaryFolder

    var library: String { folder / "crash.so" }

    init() throws {
        folder = try TemporaryFolder()
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Preload/crash.c").path
        var said = ""
        // The toolchain brings clang; a machine may have another compiler besides.
        for compiler in ["clang", "cc", "gcc"] {
            let outcome = try Tool.run(compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", "crash.so", source, in: folder)
            if outcome.status == 0 { return }
            said += outcome.output
        }
        throw NotBuilt(description: "\(source) was built neither by clang nor by cc or gcc: \(said)")
    }
}
