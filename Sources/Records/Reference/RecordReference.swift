/// The reference page of all record types, in Markdown, generated from their declarations.
public enum RecordReference {
    /// The page as `voucherd schema --markdown` prints it and the documentation holds it.
    public static var markdown: String {
        ([preface] + RecordType.all.map(section(of:))).joined(separator: "\n")
    }

    private static let preface = """
        # Record types · 记录类型

        Every type that a batch may carry, with its columns. 批次可以携带的全部记录类型及其各列。

        ## Overview

        This page is generated from the declarations in `Sources/Records/Types` by `voucherd schema --markdown`; a test fails when the two part.

        A table travels as `data/records/<type>.csv`. Headers may be the column's own name or its Chinese name, in any order. A column marked
        *required* must not be empty where it is stated. Columns of one group merge as a unit, by the group's merge word:

        - term frozen: decided by the first complete value of the office that the id names; a later different value is refused.
        - term latest: the side with the later edit.
        - term newest:X: the side with the later X; equal, the side whose home office is its division of registration; else an operator decides.
        - term home: the side of the record's home office; else an operator decides.
        - term hold: two different sides wait for an operator.

        Besides its own columns every row may carry these:

        | Column | 中文列名 |
        |---|---|
        \(RowReader.envelopeColumns.map { "| `\($0.name)` | \($0.title) |" }.joined(separator: "\n"))

        """

    private static func section(of type: RecordType) -> String {
        var lines = [
            "## \(type.name) · \(type.title)",
            "",
            "Authored by: \(authors(of: type)) · 由\(type.authorNames)报送",
            "",
            "| Column | 中文列名 | Format | Required | Group | Merge |",
            "|---|---|---|---|---|---|",
        ]
        for column in type.columns {
            let format = column.format.notation.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            let cells = [
                "`\(column.name)`", column.title, "`\(format)`", column.mustBeFilled ? "required" : "", column.group ?? "",
                column.merge.map { "\($0)" } ?? "key",
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func authors(of type: RecordType) -> String {
        OfficeRole.allCases.filter { type.authors.contains($0) }.map(\.rawValue).joined(separator: ", ")
    }
}
