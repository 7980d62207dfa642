import Programme
import Records
import Sample
import Testing

@Suite("A sample world")
struct WorldTests {
    @Test("is the same for the same seed, and another for another")
    func sameSeedSameWorld() {
        let one = Transcript.of(SampleWorld.city(seed: 11, parties: 40))
        #expect(one == Transcript.of(SampleWorld.city(seed: 11, parties: 40)))
        #expect(one != Transcript.of(SampleWorld.city(seed: 12, parties: 40)))
        #expect(Transcript.of(SampleWorld.demo()) == Transcript.of(SampleWorld.demo()))
    }

    @Test("numbers the batches of an office without gaps, in the order of their exports")
    func chainsAreWhole() {
        let world = RowsTests.world
        for (office, chain) in Dictionary(grouping: world.batches, by: \.identity.office) {
            var seen: [BatchIdentity: SampleBatch] = [:]
            for batch in chain where seen[batch.identity] == nil { seen[batch.identity] = batch }
            let ordered = seen.values.sorted { $0.identity < $1.identity }
            #expect(ordered.map(\.identity.sequence) == Array(1...ordered.count), "\(office)")
            for (batch, next) in zip(ordered, ordered.dropFirst()) { #expect(batch.exportedAt < next.exportedAt, "\(next.identity)") }
        }
    }

    @Test("submits nothing outside the window of the batch that brings it")
    func submissionsLieInTheirWindows() throws {
        for (_, chain) in Dictionary(grouping: RowsTests.world.batches, by: \.identity.office) {
            var last = try #require(Instant("2020-01-01T00:00:00+08:00"))
            var seen: Set<BatchIdentity> = []
            for batch in chain where seen.insert(batch.identity).inserted {
                for row in batch.tables.flatMap(\.rows) where row.type == .application || row.type == .claim {
                    let submitted = try #require(Instant(row["submitted_at"]))
                    #expect(submitted > last && submitted <= batch.exportedAt, "\(batch.identity) \(row.key)")
                }
                last = batch.exportedAt
            }
        }
    }

    @Test("tries every error and event that it has")
    func everyInjectionComes() {
        let injections = Set(RowsTests.large.expected.compactMap(\.injection))
        #expect(Set(Injection.allCases).subtracting(injections) == Injection.ofRounds)
    }

    @Test("in a small city too, something happens to a file on its way")
    func smallCityHasMishaps() {
        let outcomes = SampleWorld.city(seed: 1, parties: 3).expected.map(\.outcome)
        for outcome in ["APPLIED", "WAITING", "CHANGED", "QUARANTINED", "NOT-WHOLE"] { #expect(outcomes.contains(outcome), "\(outcome)") }
    }

    @Test("of no firms at all is a world still")
    func emptyCity() {
        let world = SampleWorld.city(seed: 1, parties: 0)
        #expect(world.batches.count > 16)
    }
}

extension RowsTests {
    static let large = SampleWorld.city(seed: 3, parties: 1500)
}

/// Everything that a world says, as text.
enum Transcript {
    static func of(_ world: SampleWorld) -> String {
        var lines: [String] = []
        for batch in world.batches {
            lines.append("\(batch.identity) \(batch.exportedAt) \(batch.encoding.rawValue) \(batch.hasGBKNames)")
            for row in batch.tables.flatMap(\.rows) { lines.append("\(row.type.name) \(row.cells) \(row.editedAt?.description ?? "")") }
            for file in batch.files { lines.append("\(file.path) \(String(decoding: file.bytes, as: UTF8.self))") }
        }
        lines += world.deliveries.map { "\($0)" }
        lines += world.expected.map { "\($0)" }
        return lines.joined(separator: "\n")
    }
}
