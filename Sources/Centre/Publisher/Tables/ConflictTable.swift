import Merging
import Programme
import Records

/// `data/conflicts.csv`: one line for each column of each side of each conflict.
enum ConflictTable {
    static let columns = [
        "id", "type", "key", "group", "status", "side", "office", "epoch", "sequence", "line", "edited_at", "editor", "column", "value", "in_effect",
        "holds_up",
    ]

    static func bytes(_ conflicts: [ConflictNotice]) -> [UInt8] {
        var table = CSVWriter(columns: columns)
        for conflict in conflicts {
            for (number, sides) in conflict.numberedSides.enumerated() {
                for side in sides { append(side, number + 1, of: conflict, to: &table) }
            }
        }
        return table.takeBytes()
    }

    private static func append(_ side: ConflictSide, _ number: Int, of conflict: ConflictNotice, to table: inout CSVWriter) {
        let batch = side.row.batch
        for (index, column) in conflict.columns.enumerated() {
            table.append(plain: conflict.id)
            table.append(plain: conflict.key.type.name)
            table.append(text: conflict.key.key)
            table.append(plain: conflict.fieldGroup.name)
            table.append(plain: conflict.isOpen ? "OPEN" : "CLOSED")
            table.append(number: number)
            table.append(plain: batch.office.description)
            table.append(number: batch.epoch)
            table.append(number: batch.sequence)
            table.append(number: side.row.line)
            table.append(instant: side.editedAt)
            table.append(text: side.editor)
            table.append(plain: column.name)
            table.append(side.values[index], as: column.format)
            table.append(conflict.inEffect[index], as: column.format)
            table.append(text: conflict.holdsUp)
            table.endRow()
        }
    }
}

extension ConflictNotice {
    var fieldGroup: FieldGroup { key.type.groups[group] }

    /// The columns of the group.
    var columns: [Column] { fieldGroup.columns.map { key.type.columns[$0] } }

    /// The sides by value, in the order in which they first stand here: rows that say the same are one side, as in the merge.
    var numberedSides: [[ConflictSide]] {
        var numbered: [[ConflictSide]] = []
        for side in sides {
            if let known = numbered.firstIndex(where: { isSame($0[0].values, side.values) }) {
                numbered[known].append(side)
            } else {
                numbered.append([side])
            }
        }
        return numbered
    }

    /// Names are one after NFKC and bracket folding, everything else as it is stored (exchange format, section 4).
    private func isSame(_ left: [Cell?], _ right: [Cell?]) -> Bool {
        zip(left, right).allSatisfy { one, other in
            if one == other { return true }
            guard fieldGroup.name == "name", let one = one?.text, let other = other?.text else { return false }
            return TextFolding.comparisonKey(one) == TextFolding.comparisonKey(other)
        }
    }
}
