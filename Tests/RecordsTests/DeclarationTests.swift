import Foundation
import Records
import Testing

@Suite("The declaration of the record types")
struct DeclarationTests {
    /// A line of the published table, cell by cell.
    struct Line: Equatable, CustomStringConvertible {
        var type: String
        var author: String
        var column: String
        var title: String
        var format: String
        var required: String
        var group: String
        var merge: String

        var description: String { [type, author, column, title, format, required, group, merge].joined(separator: " · ") }
    }

    @Test("is the published table, line by line and in its order")
    func table() throws {
        let published = try DeclarationTests.fixture()
        let declared = RecordType.all.flatMap { type in
            type.columns.map { column in
                Line(
                    type: type.name,
                    author: OfficeRole.allCases.filter { type.authors.contains($0) }.map(\.rawValue).joined(separator: "|"),
                    column: column.name,
                    title: column.title,
                    format: column.format.notation,
                    required: column.isRequired ? "Y" : "N",
                    group: column.group ?? "",
                    merge: column.merge?.description ?? "key"
                )
            }
        }
        #expect(declared.count == published.count)
        for (line, expected) in zip(declared, published) { #expect(line == expected) }
    }

    @Test("has thirty-five types, each found by its name")
    func names() {
        #expect(RecordType.all.count == 35)
        for type in RecordType.all { #expect(RecordType.named(type.name) == type) }
        #expect(RecordType.named("Party") == nil)
    }

    @Test("refers only to types that there are")
    func references() {
        for type in RecordType.all {
            for column in type.columns {
                guard let referenced = column.format.referencedType else { continue }
                #expect(RecordType.named(referenced) != nil, "\(type.name).\(column.name)")
            }
        }
    }

    @Test("every column but the key is in one group, and a newest group has the column that it names")
    func groups() {
        for type in RecordType.all {
            #expect(type.groups.flatMap(\.columns).sorted() == Array(1..<type.columns.count), "\(type.name)")
            for group in type.groups {
                guard case .newest(let column) = group.merge else { continue }
                #expect(group.columns.contains { type.columns[$0].name == column }, "\(type.name).\(group.name)")
            }
        }
    }

    @Test("an office's own frozen groups can be decided: an id names the office, and a cell of the group must be filled")
    func frozen() {
        for type in RecordType.all {
            for group in type.groups where group.merge == .frozen {
                #expect(type.key.format == .id, "\(type.name)")
                #expect(group.columns.contains { type.columns[$0].mustBeFilled }, "\(type.name).\(group.name)")
            }
        }
    }

    @Test("a required text of no least length may be empty")
    func mayBeEmpty() throws {
        let content = try #require(RecordType.provider.columns.first { $0.name == "service_content" })
        #expect(content.isRequired && !content.mustBeFilled)
    }

    private static func fixture() throws -> [Line] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/records", withExtension: "csv"))
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = split(String(line))
            try #require(cells.count == 8, "\(line)")
            return Line(
                type: cells[0],
                author: cells[1],
                column: cells[2],
                title: cells[3],
                format: cells[4],
                required: cells[5],
                group: cells[6],
                merge: cells[7]
            )
        }
    }

    /// Cells of a line whose quotes are not doubled inside a cell.
    private static func split(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }
}
