import Foundation
import Glibc
import Synchronization
import TestSupport

/// What the preloaded library (`Preload/fault.c`) does to a program, and what it did; it may be changed while the program runs.
final class FaultRules: Sendable {
    /// Built once for all tests.
    static let library = Result { try PreloadLibrary("../Preload/fault.c") }

    private static let page = 4096
    private let path: String
    private let generation = Mutex(0)

    init(in folder: TemporaryFolder) throws {
        path = try folder.write("rules", [UInt8](repeating: 0, count: 2 * FaultRules.page))
    }

    /// The variables of a program that shall obey.
    var environment: [String: String] {
        get throws { ["LD_PRELOAD": try FaultRules.library.get().path, "FAULT_RULES": path] }
    }

    /// Puts these rules in the place of those that were there, and begins to count anew.
    func set(_ rules: [String]) throws {
        let number = generation.withLock { number in
            number += 1
            return number
        }
        var text = Array(("\(number)\n" + rules.map { "\($0)\n" }.joined()).utf8)
        text += [UInt8](repeating: 0, count: FaultRules.page - text.count) + [UInt8](repeating: 0, count: 8)
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard pwrite(descriptor, text, text.count, 0) == text.count else { throw POSIXError(.EIO) }
    }

    /// How many calls went wrong since the rules were set.
    var failures: Int {
        let content = FileManager.default.contents(atPath: path) ?? Data()
        return content.dropFirst(FaultRules.page).prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    }
}
