import Foundation
import GRDB
import Merging
import Programme
import Records
import TestSupport
import Testing

@testable import Office
@testable import Simulation

@Suite("A season of two offices and the centre")
struct SeasonTests {
    @Test(
        "after late, doubled and reordered zips both offices' tables read as the centre does, and no edit is lost",
        arguments: [104, 107, 110, 118, 130, 139] as [UInt64]
    )
    func equal(seed: UInt64) async throws {
        let season = try Season(seed: seed)
        for _ in 0..<32 { try await season.play() }
        try await season.settle()
        let merged = try await season.city.merged(.party, Set(Season.parties))
        #expect(merged.count > 3 && season.edits.count > 40 && season.batches > 15 && season.clashes > 0)
        try expectEqualTables(season, merged)
        try expectSameSides(season, merged)
        expectNoEditLost(season, merged)
        try await expectNothingRevertedUnseen(season)
        for office in SeasonCity.offices {
            #expect(try OfficeStore(folder: season.city.path(office)).read { try $0.flightCount() } == 0)
        }
    }

    private func expectEqualTables(_ season: Season, _ merged: [String: MergedRecord]) throws {
        for office in SeasonCity.offices {
            let sheet = try season.city.sheet(office, .party)
            for key in sheet.keys {
                let record = try #require(merged[key])
                for (column, value) in zip(RecordType.party.columns, record.values) {
                    let cell = try CellReader(column.format).read(sheet[key, column.name])
                    #expect(cell == value, "\(office) \(key) \(column.name)")
                }
                #expect(sheet[key, "base"] == String(record.version), "\(office) \(key)")
            }
        }
    }

    private func expectSameSides(_ season: Season, _ merged: [String: MergedRecord]) throws {
        for office in SeasonCity.offices {
            let known = try season.city.sheet(office, .party).keys
            let told = try OfficeStore(folder: season.city.path(office)).read { transaction in
                try transaction.rows(
                    """
                    SELECT DISTINCT key, group_name, office || '-' || epoch || '-' || sequence || ':' || line AS row
                    FROM conflict JOIN conflict_side ON conflict = id WHERE status = 'OPEN' AND type = 'party'
                    """
                ).map { "\($0["key"] as String) \($0["group_name"] as String) \($0["row"] as String)" }
            }
            let expected = merged.filter { known.contains($0.key) }.flatMap { key, record in
                record.conflicts.flatMap { group in
                    record.groups[group].sides.flatMap(\.rows).map { "\(key) \(RecordType.party.groups[group].name) \($0)" }
                }
            }
            #expect(Set(told) == Set(expected), "\(office)")
        }
    }

    /// Each edit is a side still, or its own office edited again, or an edit replaced it whose clerk had its value before their eyes.
    private func expectNoEditLost(_ season: Season, _ merged: [String: MergedRecord]) {
        for (index, edit) in season.edits.enumerated() {
            guard let record = merged[edit.key], let place = Place(edit.column) else { continue }
            let isSide = record.groups[place.group].sides.contains { $0.values[place.index]?.text == edit.value }
            let isReplaced = season.edits[(index + 1)...].contains { other in
                other.key == edit.key && other.column == edit.column && (other.office == edit.office || other.seen.contains(edit.value))
            }
            let isLatest = Season.columns.first { $0.name == edit.column }?.word != "hold"
            #expect(isSide || isReplaced || isLatest, "lost: \(edit)")
        }
    }

    /// In the centre's own account: what a version supersedes of the other office's, its clerk had been shown.
    private func expectNothingRevertedUnseen(_ season: Season) async throws {
        for (key, history) in try await season.city.histories(.party, Set(Season.parties)) {
            for (column, word) in Season.columns where word == "hold" {
                guard let place = Place(column) else { continue }
                for step in Supersession.steps(RecordKey(.party, key), history, group: place.group) {
                    guard let value = step.values[place.index]?.text, let old = step.oldValues[place.index]?.text, value != old else { continue }
                    let seen = season.seen(step.office, key, column, before: value)
                    #expect(seen.contains(old), "\(step.office) replaced \(old) of \(step.oldOffice) in \(key) by \(value) without having seen it")
                }
            }
        }
    }

    /// Where a column of parties stands.
    private struct Place {
        let column: Int
        let group: Int
        let index: Int

        init?(_ name: String) {
            guard let column = RecordType.party.position(of: name),
                let group = RecordType.party.groups.firstIndex(where: { $0.columns.contains(column) }),
                let index = RecordType.party.groups[group].columns.firstIndex(of: column)
            else { return nil }
            (self.column, self.group, self.index) = (column, group, index)
        }
    }
}
