import Foundation

/// A folder and the files below it, by relative path.
struct SampleFolder {
    let path: String

    func path(_ relative: String) -> String { "\(path)/\(relative)" }

    /// Makes the folder, or finds it empty.
    func beginEmpty() throws(SampleWriterError) {
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        if let contents, !contents.isEmpty { throw .notEmpty(path) }
        try makeFolder("")
    }

    func makeFolder(_ relative: String) throws(SampleWriterError) {
        try run("make the folder", relative) {
            try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
        }
    }

    func read(_ relative: String) throws(SampleWriterError) -> [UInt8] {
        try run("read", relative) { Array(try Data(contentsOf: URL(fileURLWithPath: path(relative)))) }
    }

    /// - Parameters:
    ///   - isSecret: whether nobody but the owner may read the file.
    ///   - isProgram: whether everybody may run it.
    func write(_ bytes: [UInt8], to relative: String, isSecret: Bool = false, isProgram: Bool = false) throws(SampleWriterError) {
        try run("write", relative) {
            let file = path(relative)
            defer { if isProgram { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file) } }
            guard isSecret else { return try Data(bytes).write(to: URL(fileURLWithPath: file)) }
            // Narrowed before anything is in it.
            guard FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            try handle.write(contentsOf: Data(bytes))
            try handle.close()
        }
    }

    func remove(_ relative: String) throws(SampleWriterError) {
        try run("remove", relative) { try FileManager.default.removeItem(atPath: path(relative)) }
    }

    private func run<Result>(_ operation: String, _ relative: String, _ body: () throws -> Result) throws(SampleWriterError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(path: path(relative), operation: operation, reason: "\(error)")
        }
    }
}
