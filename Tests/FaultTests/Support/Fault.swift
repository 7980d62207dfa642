import Foundation
import Testing

/// Something that the disk, or a limit, does to the program for a while.
struct Fault: Sendable, CustomTestStringConvertible {
    /// What becomes of it.
    enum Effect: Sendable {
        /// Intake waits, and status says why.
        case pause
        /// Batches are taken, and bundles wait.
        case bundlesWait
        /// Batches are taken and bundles written; only the log is elsewhere.
        case logElsewhere
    }

    let testDescription: String
    /// For the preloaded library.
    let rules: [String]
    let effect: Effect
    /// What status says, in one of its words.
    let word: String

    private init(_ name: String, _ effect: Effect, _ word: String, _ rules: String...) {
        testDescription = name
        self.effect = effect
        self.word = word
        self.rules = rules.map { "\($0) 0 0" }
    }

    /// Whether a text says what is wrong.
    func isTold(in text: String?) -> Bool { text?.lowercased().contains(word.lowercased()) ?? false }

    /// A choice of each kind; `VOUCHERD_FAULTS=all` takes all.
    static var some: [Fault] {
        if ProcessInfo.processInfo.environment["VOUCHERD_FAULTS"] == "all" { return all }
        return all.enumerated().filter { $0.offset % 3 == 0 || $0.element.testDescription.hasPrefix("the store") }.map(\.element)
    }

    static let all: [Fault] = [
        Fault("the disk is full under the database", .pause, "disk is full", "28 write root/store/voucherd.sqlite"),
        Fault("the disk is full under the journal, in the middle of a line", .pause, "No space left", "28 write,torn root/store/archive/journal"),
        Fault("the disk is full under the evidence", .pause, "No space left", "28 write root/store/tmp/"),
        Fault("the disk is full under the quarantine", .pause, "No space left", "28 write,open-to-write root/store/quarantine"),
        Fault("the disk is full under the claims", .pause, "No space left", "28 mkdir,rename root/store/taking"),
        Fault("the disk is full under the archive, after the commit", .pause, "No space left", "28 mkdir,rename root/store/archive/"),
        Fault("the disk is full everywhere", .pause, "No space left", "28 write,mkdir,rename,link,open-to-write root/"),
        Fault("the database cannot be synced", .pause, "disk I/O error", "5 sync root/store/voucherd.sqlite"),
        Fault("the database cannot be read", .pause, "disk I/O error", "5 read root/store/voucherd.sqlite"),
        Fault("the journal cannot be synced", .pause, "Input/output error", "5 sync root/store/archive/journal"),
        Fault("claims cannot be synced", .pause, "Input/output error", "5 sync root/store/taking"),
        Fault("evidence cannot be synced", .pause, "Input/output error", "5 sync root/store/evidence"),
        Fault("files of evidence cannot be synced", .pause, "Input/output error", "5 sync root/store/tmp"),
        Fault("reasons of quarantine cannot be synced", .pause, "Input/output error", "5 sync root/store/quarantine"),
        Fault("the archive's folders cannot be synced, after the commit", .pause, "Input/output error", "5 sync root/store/archive/"),
        Fault("files cannot be moved to the archive, after the commit", .pause, "Input/output error", "5 rename root/store/archive/"),
        Fault("files cannot be claimed", .pause, "Input/output error", "5 rename root/store/taking"),
        Fault("the store is read-only", .pause, "read-only", "30 open-to-write,write,mkdir,rename,unlink,rmdir,link root/store/"),
        Fault("no descriptor is to be had", .pause, "Too many open files", "24 open root/"),
        Fault("the inbox's files cannot be read", .pause, "Input/output error", "5 read root/inbox/"),
        Fault("the inbox cannot be opened", .pause, "Input/output error", "5 open root/inbox"),
        Fault("the inbox is read-only", .pause, "read-only", "30 open-to-write,write,mkdir,rename,unlink,rmdir,link root/inbox/"),
        Fault("the outbox is full", .bundlesWait, "No space left", "28 write root/outbox/"),
        Fault("the outbox fails when it is synced", .bundlesWait, "Input/output error", "5 sync root/outbox/"),
        Fault("the outbox fails when a bundle gets its name", .bundlesWait, "Input/output error", "5 rename root/outbox/"),
        Fault("the outbox is read-only", .bundlesWait, "read-only", "30 open-to-write,write,mkdir,rename,unlink root/outbox/"),
        Fault("the log is full", .logElsewhere, "No space left", "28 write root/log/"),
        Fault("the log fails in the middle of a line", .logElsewhere, "No space left", "28 write,torn root/log/"),
        Fault("the log cannot be written", .logElsewhere, "Input/output error", "5 write,open-to-write root/log/"),
    ]
}
