import Merging
import Programme
import Records
import Sample
import Testing

@Suite("What a sample world expects")
struct ExpectationsTests {
    private static let world = RowsTests.world

    private struct Place: Hashable {
        let batch: BatchIdentity
        let type: String
        let line: Int
    }

    /// The first delivery of each batch that was not changed afterwards.
    private static func batches(_ world: SampleWorld) -> [SampleBatch] {
        var seen: Set<BatchIdentity> = []
        return world.deliveries.filter { $0.wave == .first }.map { world.batches[$0.batch] }.filter { seen.insert($0.identity).inserted }
    }

    @Test("covers every delivered file and every row once", arguments: [RowsTests.world, SampleWorld.demo()])
    func everyRowIsCovered(_ world: SampleWorld) {
        var rows: [Place: Int] = [:]
        var files: [String: Int] = [:]
        for expected in world.expected {
            switch expected.subject {
            case .file(let name): files[name, default: 0] += 1
            case .row(let type, let line): rows[Place(batch: expected.batch, type: type, line: line), default: 0] += 1
            case .decision: break
            }
        }
        var places: [Place: Int] = [:]
        for batch in ExpectationsTests.batches(world) {
            for table in batch.tables {
                for index in table.rows.indices { places[Place(batch: batch.identity, type: table.type.name, line: index + 2)] = 1 }
            }
        }
        #expect(rows == places)
        #expect(files == Dictionary(uniqueKeysWithValues: world.deliveries.map { ($0.fileName, 1) }))
    }

    @Test("agrees with the merge: what is new, changed, unchanged or in conflict")
    func agreesWithTheMerge() throws {
        let applied = Set(
            ExpectationsTests.world.expected.filter { if case .file = $0.subject { $0.outcome == "APPLIED" } else { false } }.map(\.batch)
        )
        var histories: [RecordKey: [HistoryRow]] = [:]
        for batch in ExpectationsTests.batches(ExpectationsTests.world) where applied.contains(batch.identity) {
            for table in batch.tables {
                let reader = try RowReader(table.type, header: table.type.columns.map(\.name))
                for (index, row) in table.rows.enumerated() where row.mark != .refused {
                    let read = reader.read { row.cells[$0] }
                    let window = ExportWindow(after: batch.exportedAt.adding(seconds: -86_400), through: batch.exportedAt)
                    let history = HistoryRow(
                        RowIdentity(batch.identity, line: index + 2),
                        editedAt: batch.exportedAt,
                        window: window,
                        stated: read.stated,
                        values: read.values
                    )
                    histories[RecordKey(table.type, try #require(read.key)), default: []].append(history)
                }
            }
        }
        var expected: [Place: ExpectedOutcome] = [:]
        for outcome in ExpectationsTests.world.expected {
            if case .row(let type, let line) = outcome.subject { expected[Place(batch: outcome.batch, type: type, line: line)] = outcome }
        }
        for (key, rows) in histories {
            let merged = RecordMerge.merge(key, rows)
            let sides = Set(merged.conflicts.flatMap { merged.groups[$0].sides.flatMap(\.rows) })
            for (row, state) in zip(rows, merged.rows) {
                let place = Place(batch: row.identity.batch, type: key.type.name, line: row.identity.line)
                let outcome = try #require(expected[place]).outcome
                guard ["ACCEPTED", "MERGED", "UNCHANGED", "CONFLICT"].contains(outcome) else { continue }
                guard case .merged(_, let change) = state else {
                    Issue.record("\(key) \(row.identity): \(state)")
                    continue
                }
                let word = sides.contains(row.identity) ? "CONFLICT" : change == .created ? "ACCEPTED" : change == .changed ? "MERGED" : "UNCHANGED"
                #expect(word == outcome, "\(key) \(row.identity)")
            }
        }
    }

    @Test("gives no party more than the year's cap or its voucher's face")
    func capHolds() throws {
        let world = RowsTests.large
        var faces: [String: Fen] = [:]
        var granted: [String: Fen] = [:]
        var parties: [String: String] = [:]
        for row in world.batches.flatMap(\.tables).flatMap(\.rows) where row.type == .application || row.type == .claim {
            parties[row.key] = row["party_uscc"]
        }
        for outcome in world.expected {
            guard case .decision(let kind, _) = outcome.subject, let amount = outcome.amount, let party = parties[outcome.key] else { continue }
            if kind == "VOUCHER" { faces[party] = amount } else { granted[party, default: .zero] += amount }
        }
        #expect(granted.count > 500)
        for (party, amount) in granted { #expect(amount <= (faces[party] ?? .zero) && amount <= Fen(10_000_000), "\(party)") }
        let full = granted.filter { $0.value == faces[$0.key] }.count
        #expect(full * 100 > granted.count, "some reach their limit")
    }

    @Test("looks like the city: most claims pass, some of every kind do not")
    func totalsArePlausible() {
        var reviews: [String: Int] = [:]
        for outcome in RowsTests.large.expected {
            if case .decision("INITIAL_REVIEW", _) = outcome.subject { reviews[outcome.outcome, default: 0] += 1 }
        }
        let total = reviews.values.reduce(0, +)
        #expect(total > 2000 && total < 4500, "\(reviews)")
        #expect((reviews["PASSED"] ?? 0) * 100 > total * 70, "\(reviews)")
        for outcome in ["HELD", "RETURNED", "REJECTED"] { #expect((reviews[outcome] ?? 0) * 100 > total, "\(reviews)") }
    }

    @Test("the demonstration shows what it promises")
    func demonstration() {
        let expected = SampleWorld.demo().expected
        let words = Set(expected.map(\.outcome))
        for word in ["APPLIED", "DUPLICATE", "NOT-WHOLE", "QUARANTINED", "CONFLICT", "PASSED", "RETURNED", "REJECTED", "ISSUED"] {
            #expect(words.contains(word), "\(word)")
        }
        let rules = Set(expected.flatMap(\.rules))
        #expect(rules.isSuperset(of: ["ART18-1-SIX", "ART15-MANDATORY", "ART14-HTE"]))
    }
}
