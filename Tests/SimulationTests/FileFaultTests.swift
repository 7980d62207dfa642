import Bags
import FileCalls
import Foundation
import Programme
import Synchronization
import TestSupport
import Testing

@Suite("Faults that are injected into the calls that change files")
struct FileFaultTests {
    /// Fails every call from one on, as for a process that has died, and counts them.
    private final class Death: FaultPlan {
        private let calls = Mutex(0)
        private let last: Int

        init(before last: Int) { self.last = last }

        var count: Int { calls.withLock { $0 } }

        func fault(in call: FileCall) -> FileFault? {
            calls.withLock { calls in
                calls += 1
                return calls >= last ? .error(ECANCELED) : nil
            }
        }
    }

    @Test("a process that dies at any call leaves a durable file as it was or as it is meant to be, and cleans up nothing more")
    func death() throws {
        let whole = Death(before: .max)
        let folder = try TemporaryFolder()
        try folder.write("a", "old")
        try FileFaults.$injected.withValue(whole) { try DurableFile.write(Array("new".utf8), to: folder / "a") }
        #expect(whole.count > 4)
        var leftovers = 0
        for call in 1...whole.count {
            let folder = try TemporaryFolder()
            try folder.write("a", "old")
            let death = Death(before: call)
            let ended = Result { try FileFaults.$injected.withValue(death) { try DurableFile.write(Array("new".utf8), to: folder / "a") } }
            #expect(throws: FileFailure.self) { try ended.get() }
            #expect(["old", "new"].contains(String(decoding: try folder.read("a"), as: UTF8.self)))
            if folder.has(".a.tmp") { leftovers += 1 }
        }
        // A write that only failed would have removed it.
        #expect(leftovers > 1)
    }

    @Test("a torn write leaves its beginning under the temporary name only")
    func torn() throws {
        struct Torn: FaultPlan {
            func fault(in call: FileCall) -> FileFault? { call == .open ? nil : .torn(ECANCELED, percent: 50) }
        }
        let folder = try TemporaryFolder()
        #expect(throws: FileFailure("write", path: folder / ".a.tmp", errorNumber: ECANCELED)) {
            try FileFaults.$injected.withValue(Torn()) { try DurableFile.write(Array("12345678".utf8), to: folder / "a") }
        }
        #expect(try folder.read(".a.tmp") == Array("1234".utf8))
        #expect(!folder.has("a"))
    }

    @Test("a read that fails says so, and one that brings less than was asked for is taken up where it ended")
    func misreading() throws {
        struct Short: FaultPlan {
            func fault(in call: FileCall) -> FileFault? { call == .read ? .torn(0, percent: 0) : nil }
        }
        struct Unreadable: FaultPlan {
            func fault(in call: FileCall) -> FileFault? { call == .read ? .error(EIO) : nil }
        }
        let folder = try TemporaryFolder()
        try folder.write("a", "12345678")
        let whole = Digest(of: Array("12345678".utf8))
        #expect(throws: FileFailure("open", path: folder / "a", errorNumber: EIO)) {
            try FileFaults.$injected.withValue(Unreadable()) { try Digest(ofFileAt: folder / "a") }
        }
        #expect(try FileFaults.$injected.withValue(Short()) { try Digest(ofFileAt: folder / "a") } == whole)
    }
}
