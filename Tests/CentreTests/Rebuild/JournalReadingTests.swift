import Bags
import Foundation
import Logging
import Programme
import Records
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What the journal tells after crashes")
struct JournalReadingTests {
    /// A city with three drains: registers, a first application, a correction.
    private func city() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-05T18:00:00+08:00", ["party": Rows.party(mobile: "13900000001")]))
        try await city.drain(at: "2025-03-06T09:00:00+08:00")
        return city
    }

    private func lines(_ city: TestCity) throws -> [String] {
        try String(contentsOfFile: city.root.journal, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func write(_ text: String, _ city: TestCity) throws {
        try text.write(toFile: city.root.journal, atomically: true, encoding: .utf8)
    }

    @Test("a drain that was journalled and not committed is voided by the next one, which bears its number")
    func uncommitted() async throws {
        let city = try await city()
        let told = try lines(city)
        let early = told[1].replacingOccurrences(of: "2025-03-04T09:00:00", with: "2025-03-04T08:59:00")
        #expect(early != told[1])
        try write(([told[0], early] + told[1...]).map { $0 + "\n" }.joined(), city)
        let report = try await city.rebuild().check()
        #expect(report.differences == [])
        #expect(report.remarks.contains { $0.contains("more than one line") })
        // An old copy of the store was put back once, and went on from there: what the journal said of later drains before that is void.
        try write(([told[0], told[1], told[2]] + [told[1], told[2]]).map { $0 + "\n" }.joined(), city)
        #expect(try await city.rebuild().check().differences == [])
    }

    @Test("a torn line is passed over, at the end and in the middle", arguments: [true, false])
    func torn(isLast: Bool) async throws {
        let city = try await city()
        let told = try lines(city)
        let torn = String(told[2].prefix(40))
        try write(isLast ? told.map { $0 + "\n" }.joined() + torn : ([told[0], told[1], torn, told[2]]).map { $0 + "\n" }.joined(), city)
        let report = try await city.rebuild().check()
        #expect(report.differences == [])
        #expect(report.remarks.count == 1)
        let export = try await city.export()
        city.loseStore()
        #expect(try await city.rebuild().run(replacing: false, accepting: false).differences == [])
        #expect(try await city.export() == export)
    }

    @Test("a line that is gone is told by its number")
    func gap() async throws {
        let city = try await city()
        let told = try lines(city)
        try write([told[0], told[2]].map { $0 + "\n" }.joined(), city)
        await #expect {
            try await city.rebuild().check()
        } throws: { "\($0)".contains("drain 2") }
    }

    @Test(
        "of a last drain whose commit nobody can tell any more, the files decide: it is taken again where they are, and forgotten where they are not"
    )
    func lastDrain() async throws {
        let city = try await city()
        let export = try await city.export()
        // The power fails after the line is written and before the commit: the file is claimed, the store does not have it.
        let zip = try city.pack(city.next(TestCity.jianxi, at: "2025-03-07T18:00:00+08:00", ["party": Rows.party(mobile: "13900000002")]))
        let digest = try Digest(ofFileAt: zip)
        let line = Journal.Line(
            drain: 4,
            at: Instant("2025-03-08T09:00:00+08:00")!,
            programme: try await city.configuration.programme.digest.description,
            configuration: try await city.configuration.pinned.digests,
            files: [
                Journal.File(
                    zip: digest.description,
                    name: "claimed.zip",
                    folder: nil,
                    outcome: "APPLIED",
                    batch: "410305-1-3",
                    digest: nil,
                    isWellSigned: true,
                    refusal: nil,
                    claim: 9
                )
            ]
        )
        try Journal(path: city.root.journal).append(line)
        #expect(try await city.rebuild().check().differences == [])
        city.loseStore()
        let report = try await city.rebuild().run(replacing: false, accepting: false)
        #expect(report.drains == 3)
        #expect(report.remarks.contains { $0.contains("never committed") })
        #expect(try await city.export() == export)
        // With its file where the crash left it, the drain is taken as if it had committed.
        try FileManager.default.createDirectory(atPath: "\(city.root.taking)/9@_", withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: zip, toPath: "\(city.root.taking)/9@_/claimed.zip")
        city.loseStore()
        #expect(try await city.rebuild().run(replacing: false, accepting: false).drains == 4)
        #expect(try await city.export() != export)
        // The start after that puts the file where it belongs.
        #expect(try await city.drain(at: "2025-03-08T10:00:00+08:00").files.isEmpty)
        #expect(FileManager.default.fileExists(atPath: city.root.archived(digest.description)))
        #expect(try await city.reconcile().faults == [])
    }

    @Test("lines of an earlier version are read: what they lack is taken from today, and said")
    func oldLines() async throws {
        let city = try await EventfulCity.make()
        let export = try await city.export()
        let old = try lines(city).map { line in
            var object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            for key in ["configuration", "bundles"] { object[key] = nil }
            object["files"] = (object["files"] as? [[String: Any]] ?? []).map { file in
                file.filter { !["claim", "reason", "signer"].contains($0.key) }
            }
            return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self) + "\n"
        }
        try write(old.joined(), city)
        city.loseStore()
        let report = try await city.rebuild().run(replacing: false, accepting: true)
        #expect(report.remarks.contains { $0.contains("earlier version") })
        #expect(try await city.export() == export)
        // Claims that come later have numbers of their own.
        try city.send(city.next(TestCity.jianxi, at: "2025-06-21T18:00:00+08:00", ["party": Rows.party(mobile: "13900000009")]))
        #expect(try await city.drain(at: "2025-06-22T09:00:00+08:00").files.map(\.outcome) == [.applied])
        #expect(try await city.reconcile().faults == [])
    }

    @Test("an old copy of the store is not worked with: it would number its bundles over those that offices have")
    func oldCopy() async throws {
        let city = try await TestCity.withRegisters()
        try CentralStore(path: city.root.database).close()
        let copy = city.root.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: city.root.database, toPath: copy)
        for day in ["04", "06"] {
            try city.send(city.next(TestCity.jianxi, at: "2025-03-\(day)T08:00:00+08:00", ["party": Rows.party(mobile: "139000000\(day)")]))
            try await city.drain(at: "2025-03-\(day)T09:00:00+08:00")
        }
        let export = try await city.export()
        city.loseStore()
        try FileManager.default.copyItem(atPath: copy, toPath: city.root.database)
        await #expect {
            try await city.centre()
        } throws: { "\($0)".contains("voucherd rebuild --replace") }
        #expect(try await city.rebuild().check().differences.contains { $0.contains("drain 1") })
        #expect(try await city.rebuild().run(replacing: true, accepting: false).differences == [])
        #expect(try await city.export() == export)
    }
}

extension TestCity {
    var configuration: CentreConfiguration {
        get async throws { try await CentreConfiguration.load(root) }
    }
}
