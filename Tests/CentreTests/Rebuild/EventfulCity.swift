import Bags
import Foundation
import Glibc
import Logging
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

/// A city in which nearly everything happened that a rebuild must bring back.
enum EventfulCity {
    /// A conflict settled, one left open, one more settled and taken back; a gap waived, a batch that waits, a duplicate, a changed batch, quarantines of
    /// three kinds, batches from office folders, an office's second key, drains of time alone.
    static func make() async throws -> TestCity {
        let (city, conflict) = try await ContestedCity.accounts()
        try await act(city, [try await resolution(city, conflict)], "2025-03-05T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-06T10:00:00+08:00", ["project": Rows.project(), "application": Rows.application()]))
        try city.send(city.next(TestCity.luolong, at: "2025-03-06T10:30:00+08:00", ["party": Rows.party(mobile: "13900000002")]))
        try await city.drain(at: "2025-03-07T09:00:00+08:00")
        try await strangers(city)
        try await gaps(city)
        // Time alone: the application's window closes.
        try await city.drain(at: "2025-03-28T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        // The office's last batch is refused, yet it is named by the next one.
        try city.send(city.next(TestCity.luolong, at: "2025-06-20T18:30:00+08:00", ["contract": Rows.contract(amount: "900")]))
        try await city.drain(at: "2025-06-20T20:00:00+08:00")
        return city
    }

    /// Files that are refused, each for a reason of its own, and in another office's folder.
    private static func strangers(_ city: TestCity) async throws {
        let folder = "\(city.root.inbox)/\(TestCity.luolong)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var forged = first(city, at: "2025-03-08T10:00:00+08:00", name: "洛阳示例机器人有限公司")
        forged.signedBy = TestCity.jianxi
        try city.drop(city.pack(forged), as: "forged.zip")
        try city.drop(city.pack(first(city, at: "2025-03-08T11:00:00+08:00", name: "洛阳示例机器人公司")), as: "\(TestCity.luolong)/misplaced.zip")
        try city.drop(city.pack(city.next(TestCity.luolong, at: "2025-03-08T12:00:00+08:00", ["party": "no,key\n1,2\n"])), as: "notable.zip")
        try Data("PK\u{5}\u{6}".utf8 + [UInt8](repeating: 0, count: 18)).write(to: URL(fileURLWithPath: "\(city.root.inbox)/empty.zip"))
        try await city.drain(at: "2025-03-09T09:00:00+08:00")
    }

    /// A missing batch that is waived, a changed one, duplicates, and a batch that still waits at the end.
    private static func gaps(_ city: TestCity) async throws {
        _ = try city.pack(first(city, at: "2025-03-10T09:00:00+08:00", name: "洛阳示例机器人有限公司"))
        var second = city.next(TestCity.gaoxin, at: "2025-03-10T10:00:00+08:00", ["party": Rows.party(mobile: "13900000003")])
        let kept = try city.pack(second)
        try FileManager.default.createDirectory(atPath: "\(city.root.inbox)/\(TestCity.gaoxin)", withIntermediateDirectories: true)
        try city.drop(kept, as: "\(TestCity.gaoxin)/kept.zip")
        try await city.drain(at: "2025-03-10T11:00:00+08:00")
        try await act(
            city,
            [.rule(.init(subjectType: "batch", subject: "\(TestCity.gaoxin)-1-1", verdict: "WAIVE_GAP", reason: "批次已丢失"))],
            "2025-03-11T09:00:00+08:00"
        )
        try city.drop(kept, as: "again.zip")
        second.tables = ["party": Rows.party(mobile: "13900000004")]
        try city.drop(city.pack(second), as: "changed.zip")
        var fourth = second
        fourth.sequence = 4
        try city.send(fourth)
        try await city.drain(at: "2025-03-11T12:00:00+08:00")
    }

    /// The first batch of an office whose first batch is then lost.
    private static func first(_ city: TestCity, at instant: String, name: String) -> TestCity.Batch {
        var batch = city.next(TestCity.gaoxin, at: instant, ["party": Rows.party(Rows.other, name: name)])
        (batch.sequence, batch.previous) = (1, nil)
        return batch
    }

    static func act(_ city: TestCity, _ acts: [OperatorAct], _ instant: String) async throws {
        _ = try await OperatorDesk(try await city.centre(), operatorName: "王五").submit(acts, at: Instant(instant)!)
    }

    private static func resolution(_ city: TestCity, _ conflict: String) async throws -> OperatorAct {
        let sides = try await city.centre().store.read { try $0.sides(ofConflict: conflict) }
        return .resolve(conflict: conflict, rows: sides.map(\.row), choice: .office(TestCity.luolong), reason: "开户许可证已核")
    }
}

extension TestCity {
    /// Removes the database, as a disk may.
    func loseStore() {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: root.database + suffix) }
    }

    /// Writes over pages in the middle of the database file.
    func spoilStore() throws {
        // All of it in the one file first.
        try CentralStore(path: root.database).close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: root.database))
        let size = try file.seekToEnd()
        try file.seek(toOffset: size / 2 / 4096 * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 16 * 4096))
        try file.close()
    }

    func rebuild() async throws -> Rebuild { Rebuild(try await CentreConfiguration.load(root)) }

    /// The digest of each bundle's zip, as the store has it.
    func bundles() async throws -> [String] {
        try await centre().store.read { try $0.bundles().map { "\($0.file) \($0.drain) \($0.zip)" } }
    }
}
