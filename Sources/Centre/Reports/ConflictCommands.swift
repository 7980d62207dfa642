import Merging
import Programme
import Store

/// The commands that settle a conflict, ready to paste into a shell.
struct ConflictCommands {
    let root: String
    let conflict: String
    let seen: String
    let offices: Offices

    /// Takes a side: by an office that has a part in no other, else by its number.
    func take(_ side: Int, of rows: [ConflictSideRow]) -> String {
        let others = Set(rows.filter { $0.side != side }.map(\.row.office))
        let own = rows.filter { $0.side == side }.map(\.row.office)
        let office = own.first { !others.contains($0) }
        let named = office ?? own.first ?? .centre
        let choice = office.map { "--office \($0)" } ?? "--side \(side)"
        return resolve(choice, "经核实，采用\(offices[named]?.name ?? "")（\(named)）所报")
    }

    /// Other values: the operator fills them in.
    func other(_ columns: [ConflictSheet.Column]) -> String {
        resolve(columns.map { "--set \($0.name)='…'" }.joined(separator: " "), "…")
    }

    var undo: String { "voucherd undo \(conflict) --root \(Shell.quoted(root)) --reason '…'" }

    private func resolve(_ choice: String, _ reason: String) -> String {
        "voucherd resolve \(conflict) --root \(Shell.quoted(root)) --seen \(seen) \(choice) --reason \(Shell.quoted(reason))"
    }
}

/// Words of a POSIX shell.
enum Shell {
    /// The text as one word.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "/._-+=:,@%".utf8.contains(byte)
        }
        return plain && !text.isEmpty ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
