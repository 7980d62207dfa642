import Programme
import Records
import Sample
import Testing

@Suite("The rows of a sample world")
struct RowsTests {
    static let world = SampleWorld.city(seed: 7, parties: 300)

    @Test("every row reads without a finding, unless a refusal is expected", arguments: [RowsTests.world, SampleWorld.demo()])
    func rowsRead(_ world: SampleWorld) throws {
        for batch in world.batches {
            for table in batch.tables {
                let reader = try RowReader(table.type, header: table.type.columns.map(\.name))
                for (index, row) in table.rows.enumerated() {
                    let read = reader.read { row.cells[$0] }
                    let place = "\(batch.identity) \(table.type.name) line \(SampleBatch.line(ofRow: index)): \(row.cells)"
                    if row.mark == .refused {
                        #expect(read.findings.contains { $0.effect == .reject && $0.rule == "FORMAT-VALUE" }, "\(place)")
                    } else if row.injection != .incompleteForm {
                        #expect(read.findings.isEmpty, "\(place): \(read.findings)")
                        #expect(read.key == row.key, "\(place)")
                    }
                }
            }
        }
    }

    @Test("every code of a legal person holds by both of its check characters")
    func codesHold() throws {
        var count = 0
        for row in RowsTests.world.batches.flatMap(\.tables).flatMap(\.rows) where row.mark != .refused {
            for (column, cell) in zip(row.type.columns, row.cells) where column.format == .uscc && !cell.isEmpty {
                let code = try #require(USCC(cell), "\(row.type.name).\(column.name): \(cell)")
                #expect(code.organisationCodeHolds, "\(cell)")
                count += 1
            }
        }
        #expect(count > 1000)
    }

    @Test("names bear a mark that says they are no real ones")
    func namesAreMarked() {
        for row in RowsTests.world.batches.flatMap(\.tables).flatMap(\.rows) where row.type == .party || row.type == .provider {
            let name = row[row.type == .party ? "legal_name" : "name"]
            #expect(["试样", "样本", "示例", "仿真"].contains { name.contains($0) }, "\(name)")
        }
    }

    @Test("evidence rows name a file of their batch, and no two files are alike")
    func evidenceIsThere() {
        var contents: Set<[UInt8]> = []
        for delivery in RowsTests.world.deliveries where delivery.wave == .first && !delivery.fileName.hasSuffix("-again.zip") {
            let batch = RowsTests.world.batches[delivery.batch]
            let paths = Set(batch.files.map(\.path))
            for row in batch.tables.flatMap(\.rows) where row.type == .evidence {
                #expect(paths.contains(row["file"]), "\(batch.identity): \(row["file"])")
            }
            for file in batch.files { #expect(contents.insert(file.bytes).inserted, "\(file.path)") }
        }
        #expect(contents.count > 1000)
    }
}
