import Foundation

/// Another program: what we write and read is held against those that offices use.
public enum Tool {
    public struct Outcome: Sendable {
        public let status: Int32
        /// Standard output and standard error, as they came.
        public let output: String
    }

    /// Where a program lies, on the path or where Debian keeps servers; `nil` where this machine lacks it.
    public static func find(_ program: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let folders = path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether this machine has them all.
    public static func has(_ programs: String...) -> Bool { programs.allSatisfy { find($0) != nil } }

    /// Runs a program that is found on the path.
    ///
    /// - Parameter input: a file of the folder that is the standard input.
    @discardableResult
    public static func run(_ command: [String], in folder: TemporaryFolder, input: String? = nil) throws -> Outcome {
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

    /// Runs a program that is found on the path.
    @discardableResult
    public static func run(_ command: String..., in folder: TemporaryFolder, input: String? = nil) throws -> Outcome {
        try run(command, in: folder, input: input)
    }

    /// What a line for `/bin/sh` says on its standard output, in that folder or in one of its own.
    public static func shell(_ line: String, in folder: TemporaryFolder? = nil) throws -> String {
        let beside = try TemporaryFolder()
        try run("sh", "-c", "(\(line)\n) > '\(beside / "said")'", in: folder ?? beside)
        return String(decoding: try beside.read("said"), as: UTF8.self)
    }
}
