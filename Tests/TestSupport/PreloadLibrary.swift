import Foundation

/// A library in C, built for this machine, that is preloaded into the program (`LD_PRELOAD`).
public struct PreloadLibrary: Sendable {
    struct NotBuilt: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: TemporaryFolder

    /// Where the built library lies.
    public var path: String { folder / "preload.so" }

    /// Builds it.
    ///
    /// - Parameters:
    ///   - source: the file in C, beside the file of the caller.
    public init(_ source: String, beside caller: String = #filePath) throws {
        folder = try TemporaryFolder()
        let headers = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Preload").path
        let flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-I", headers]
        let source = URL(fileURLWithPath: caller).deletingLastPathComponent().appendingPathComponent(source).path
        var said = ""
        // The toolchain brings clang; a machine may have another compiler besides.
        for compiler in ["clang", "cc", "gcc"] {
            let outcome = try Tool.run([compiler] + flags + ["-o", "preload.so", source], in: folder)
            if outcome.status == 0 { return }
            said += outcome.output
        }
        throw NotBuilt(description: "\(source) was built neither by clang nor by cc or gcc: \(said)")
    }
}
