import Foundation

/// Another program: what this module writes and reads is held against those that offices use.
enum Tool {
    struct Outcome {
        let status: Int32
        let output: String
    }

    @discardableResult
    static func run(_ command: [String], in folder: TemporaryFolder, input: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let log = folder / ".output-\(UUID().uuidString)"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: folder / $0)) } ?? FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(atPath: log) }
        return Outcome(status: process.terminationStatus, output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self))
    }
}
