import Bags
import GRDB
import GRDBSQLite
import Programme
import TestSupport
import Testing

@testable import Store

@Suite("Questions to the store")
struct StoreReadTests {
    private let folder: TemporaryFolder
    private let store: CentralStore

    init() throws {
        folder = try TemporaryFolder()
        store = try CentralStore(path: folder / "voucherd.sqlite")
        try store.write { try $0.openDrain(1, at: Instant("2025-03-03T10:00:00+08:00")!, programme: "") }
    }

    /// How often SQLite has had to prepare a statement of the store again.
    private func preparations() -> Int {
        store.queue.inDatabase { db in
            db.preparedStatements.map { Int(sqlite3_stmt_status($0, SQLITE_STMTSTATUS_REPREPARE, 0)) }.reduce(0, +)
        }
    }

    @Test("a statement is prepared once, however often questions and transactions follow each other")
    func prepared() throws {
        for number in UInt8(0)..<5 {
            #expect(try store.read { try $0.lastDrain() } == 1)
            try store.write { try $0.insertEvidence(Digest(of: [number]), bytes: 1) }
        }
        #expect(preparations() == 0)
    }

    @Test("a question that writes is an error, and what it wrote is taken back")
    func takenBack() throws {
        #expect(throws: StoreError.self) { try store.read { try $0.insertEvidence(Digest(of: [1]), bytes: 1) } }
        #expect(try store.read { try $0.evidenceDigests() }.isEmpty)
    }

    @Test("a question that fails says so, and the next one is answered")
    func failure() throws {
        struct Failure: Error {}
        #expect(throws: Failure.self) { try store.read { _ in throw Failure() } }
        #expect(try store.read { try $0.lastDrain() } == 1)
    }
}
