import Bags
import Foundation
import GRDB
import Programme
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("SQLite's write-ahead log stays short")
struct WriteAheadLogTests {
    private static let longest: Int64 = 1 << 20
    private static let files = 20_000
    private let folder: TemporaryFolder
    private let store: CentralStore

    init() throws {
        folder = try TemporaryFolder()
        store = try CentralStore(path: folder / "voucherd.sqlite", longestLog: WriteAheadLogTests.longest)
        try store.write { try $0.openDrain(1, at: Instant("2025-03-03T10:00:00+08:00")!, programme: "") }
    }

    private func size() throws -> Int64 {
        try #require(try FileManager.default.attributesOfItem(atPath: folder / "voucherd.sqlite-wal")[.size] as? Int64)
    }

    /// A transaction of some three million bytes.
    private func writeMuch(_ name: String) throws {
        try store.write { transaction in
            for number in 0..<WriteAheadLogTests.files { try transaction.insertEvidence(Digest(of: Array("\(name) \(number)".utf8)), bytes: 1) }
        }
    }

    @Test("a large transaction leaves no long file behind")
    func cutOff() throws {
        try writeMuch("one")
        #expect(try size() == 0)
        #expect(try store.read { try $0.evidenceDigests().count } == WriteAheadLogTests.files)
    }

    @Test("a reader keeps the file long while it reads, keeps nobody waiting, and the next commit after it cuts the file off")
    func reader() throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder / "voucherd.sqlite", configuration: configuration)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM evidence_file") == 0)
        }
        try writeMuch("two")
        #expect(try size() > WriteAheadLogTests.longest)
        try reader.inDatabase { db in
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM evidence_file") == 0, "it reads what was")
            try db.execute(sql: "COMMIT")
        }
        try store.write { try $0.insertEvidence(Digest(of: [1]), bytes: 1) }
        #expect(try size() == 0)
    }
}
