import Glibc
import Programme
import Store

// Questions on conflicts, for the commands.
extension Centre {
    /// The ids of the conflicts of a data root that are open, or of those that are settled, by id, for a shell that completes a word: nothing
    /// where there is no store, or it cannot be read just now.
    public static func conflictIDs(in root: DataRoot, open isOpen: Bool) -> [String] {
        guard access(root.database, R_OK) == 0, let store = try? CentralStore(path: root.database) else { return [] }
        return (try? store.read { try $0.conflicts(beginning: "C-").filter { $0.isOpen == isOpen }.map(\.id) }) ?? []
    }

    /// The sheets of all open conflicts, those that hold up the most money first; then the settled ones by id, where asked for.
    public func conflictSheets(includingSettled: Bool) throws -> [ConflictSheet] {
        try store.read { transaction in
            let sheets = ConflictSheets(transaction, offices: configuration.offices, root: root.absolutePath)
            let settled = includingSettled ? try transaction.conflicts(beginning: "C-").filter { !$0.isOpen }.map(sheets.sheet) : []
            return try sheets.open() + settled
        }
    }

    /// The sheet of the one conflict whose id is, or begins with, that text.
    ///
    /// - Throws: ``OperatorRefusal`` where there is none, or several.
    public func conflictSheet(_ text: String) throws -> ConflictSheet {
        try store.read { transaction in
            guard let prefix = ConflictID.prefix(text) else {
                throw OperatorRefusal(.noInput, "\(text) is no conflict's id: it is C- and hexadecimal digits", "\(text) 不是冲突编号（C- 加十六进制数）")
            }
            let found = try transaction.conflicts(beginning: prefix)
            guard let conflict = found.first else {
                throw OperatorRefusal(.noInput, "there is no conflict \(text); see 'voucherd conflicts'", "没有冲突 \(text)，请用 voucherd conflicts 查看")
            }
            guard found.count == 1 else {
                let ids = found.prefix(5).map(\.id).joined(separator: ", ")
                throw OperatorRefusal(.noInput, "\(text) begins several ids: \(ids)…; write more of it", "\(text) 对应多项冲突：\(ids)…，请写得更长")
            }
            return try ConflictSheets(transaction, offices: configuration.offices, root: root.absolutePath).sheet(conflict)
        }
    }
}
