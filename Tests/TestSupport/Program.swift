public import Foundation

/// The built program, as an operator runs it: from a shell, with the command's own name on the path.
public struct Program {
    /// Where the binary lies, beside the tests; `nil` where it was not built.
    public static let folder: String? = {
        let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
        let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return FileManager.default.isExecutableFile(atPath: beside.path + "/voucherd") ? beside.path : nil
    }()

    public struct Outcome {
        public let status: Int32
        /// Standard output.
        public let output: String
        /// Standard error.
        public let errors: String

        public func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// A line as an operator pastes it into `/bin/sh`, in a folder that has nothing to do with the data root.
    public static func paste(_ line: String, environment: [String: String] = [:], shell: String = "/bin/sh") throws -> Outcome {
        let scratch = try TemporaryFolder()
        let process = try start(["-c", line], scratch, environment, executable: shell)
        process.waitUntilExit()
        return try outcome(of: process, scratch)
    }

    /// The program with those arguments.
    public static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        let scratch = try TemporaryFolder()
        let process = try start(arguments, scratch, environment, executable: (folder ?? "") + "/voucherd")
        process.waitUntilExit()
        return try outcome(of: process, scratch)
    }

    /// Several lines at once, in shells of their own.
    public static func pasteAtOnce(_ lines: [String]) throws -> [Outcome] {
        let started = try lines.map { line in
            let scratch = try TemporaryFolder()
            return (try start(["-c", line], scratch, [:], executable: "/bin/sh"), scratch)
        }
        return try started.map { process, scratch in
            process.waitUntilExit()
            return try outcome(of: process, scratch)
        }
    }

    /// The program in the background; the caller ends it.
    public static func launch(_ arguments: [String], in scratch: TemporaryFolder) throws -> Process {
        try start(arguments, scratch, [:], executable: (folder ?? "") + "/voucherd")
    }

    private static func start(
        _ arguments: [String],
        _ scratch: TemporaryFolder,
        _ environment: [String: String],
        executable: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        variables["PATH"] = "\(folder ?? ""):\(variables["PATH"] ?? "/usr/bin:/bin")"
        process.environment = variables
        try scratch.write("output", "")
        try scratch.write("errors", "")
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch / "output"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch / "errors"))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func outcome(of process: Process, _ scratch: TemporaryFolder) throws -> Outcome {
        func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: scratch / name)), as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
    }
}
