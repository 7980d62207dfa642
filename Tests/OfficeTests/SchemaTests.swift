import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Office

@Suite("Published schemas")
struct SchemaTests {
    /// A cell that the format allows, as the writer spells it.
    private func example(of column: Column) -> String {
        switch column.format {
        case .uscc: OfficeFixture.uscc
        case .id: "410305-X1"
        case .office: "410305"
        case .text(let lengths): String(repeating: "字", count: max(1, lengths.lowerBound))
        case .code(let pattern): codes[pattern] ?? "?"
        case .enumeration(let words): words[0]
        case .set(let words): words.sorted().joined(separator: ";")
        case .textList: "甲;乙"
        case .referenceList: "410305-X1;410305-X2"
        case .integer(let range): String(range.lowerBound)
        case .decimal(let range): "\(range.lowerBound).5"
        case .yuan: "1234567.80"
        case .date: "2026-03-02"
        case .instant: "2026-03-02T09:30:00+08:00"
        case .bool: "true"
        case .path: "data/evidence/发票 1.pdf"
        case .reference(let type): RecordType.named(type).map { example(of: $0.key) } ?? "?"
        }
    }

    private let codes = [
        #"^(\d{10}|\d{12})$"#: "0123456789", #"^1[3-9]\d{9}$"#: "13800000000", #"^20\d{2}\d{6}[0-9A-Z]{2}\d{6}$"#: "2025410300A1000001",
        #"^G[RFS]\d{4}\d{2}\d{6}$"#: "GR202541000001", #"^[0-9a-f]{64}$"#: String(repeating: "a", count: 64), #"^\d{1,6}$"#: "12",
        #"^\d{12}$"#: "012345678901", #"^\d{20}$"#: "01234567890123456789", #"^\d{4}-R\d{1,2}$"#: "2026-R1", #"^\d{6}$"#: "410305",
        #"^\d{8,32}$"#: "0123456789", #"^\d{8}$"#: "01234567", #"^\d{8}(\d{12})?$"#: "01234567",
    ]

    private func table(_ type: RecordType) -> [UInt8] {
        var writer = CSVWriter(columns: type.columns.map(\.name) + RowReader.envelopeColumns.map(\.name))
        for column in type.columns {
            column.format.isFreeText ? writer.append(text: example(of: column)) : writer.append(plain: example(of: column))
        }
        for cell in ["upsert", "3", "2026-03-02T09:30:00+08:00", "李", ""] { writer.append(plain: cell) }
        writer.endRow()
        return writer.takeBytes()
    }

    @Test("the example rows are sound to our own reader, so that the schema is tried with what the centre takes")
    func examples() throws {
        for type in RecordType.all {
            let reader = try RowReader(type, header: type.columns.map(\.name))
            let row = reader.read { example(of: type.columns[$0]) }
            #expect(row.findings.isEmpty, "\(type.name): \(row.findings)")
        }
    }

    @Test("frictionless accepts every schema and every table that our writer writes")
    func frictionless() throws {
        let folder = try TemporaryFolder()
        try SchemaFolder(types: RecordType.all, isWhole: true).write(to: folder.path)
        let empty = try Tool.run(["python3", "-m", "frictionless", "validate", "datapackage.json"], in: folder)
        #expect(empty.status == 0, "\(empty.output)")
        for type in RecordType.all { try folder.write("\(type.name).csv", table(type)) }
        let script = """
            import frictionless, json, sys
            bad = []
            for name in sys.argv[1:]:
                schema = frictionless.Schema.from_descriptor(f"schemas/{name}.json")
                report = frictionless.validate(f"{name}.csv", schema=schema)
                if not report.valid: bad.append((name, report.flatten(["rowNumber", "fieldName", "message"])))
            sys.exit(str(bad) if bad else 0)
            """
        let single = try Tool.run(["python3", "-c", script] + RecordType.all.map(\.name), in: folder)
        #expect(single.status == 0, "\(single.output)")
    }

    @Test(
        "frictionless refuses what the centre would",
        arguments: [
            ("uscc", "123"), ("reg_date", "2026-02-30"), ("legal_name", ""), ("support_categories", "HTE;XYZ"), ("contact_mobile", "1380000000"),
            ("finance_system_declared", "maybe"),
        ]
    )
    func refused(column: String, value: String) throws {
        let folder = try TemporaryFolder()
        var writer = CSVWriter(columns: RecordType.party.columns.map(\.name))
        for declared in RecordType.party.columns { writer.append(plain: declared.name == column ? value : example(of: declared)) }
        writer.endRow()
        try folder.write("party.csv", writer.takeBytes())
        try folder.write("party.json", try JSONText.encode(TableSchema(.party)))
        let outcome = try Tool.run(["python3", "-m", "frictionless", "validate", "party.csv", "--schema", "party.json"], in: folder)
        #expect(outcome.status == 1, "\(outcome.output)")
        #expect(outcome.output.contains("INVALID"), "\(outcome.output)")
    }

    @Test("a table that leaves optional columns out and orders the others anew passes")
    func partial() throws {
        let folder = try TemporaryFolder()
        try folder.write("project.csv", "summary,project_name,party_uscc,id\n内容,项目,\(OfficeFixture.uscc),410305-P1\n")
        try folder.write("project.json", try JSONText.encode(TableSchema(.project)))
        let outcome = try Tool.run(["python3", "-m", "frictionless", "validate", "project.csv", "--schema", "project.json"], in: folder)
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test("in the data package a reference to a record that is not there is told")
    func references() throws {
        let folder = try TemporaryFolder()
        try SchemaFolder(types: RecordType.all, isWhole: true).write(to: folder.path)
        try folder.write("project.csv", OfficeFixture.projects(1))
        let outcome = try Tool.run(["python3", "-m", "frictionless", "validate", "datapackage.json"], in: folder)
        #expect(outcome.output.contains("foreign-key"), "\(outcome.output)")
    }

    @Test("a filled-in table is never replaced by an empty one")
    func kept() throws {
        let folder = try TemporaryFolder()
        try folder.write("party.csv", "mine")
        try SchemaFolder(types: [.party], isWhole: false).write(to: folder.path)
        #expect(try folder.read("party.csv") == Array("mine".utf8))
        #expect(!folder.has("datapackage.json"))
    }

    @Test("the reference page is what the declarations say; `voucherd schema --markdown` makes it anew")
    func page() throws {
        let page = URL(fileURLWithPath: Repository.path + "/Sources/voucherd/Documentation.docc/Records.md")
        #expect(try String(contentsOf: page, encoding: .utf8) == RecordReference.markdown)
    }

    @Test("Chinese names of types are as unique as their names, since files may bear either")
    func titles() {
        #expect(Set(RecordType.all.map(\.title)).count == RecordType.all.count)
    }
}
