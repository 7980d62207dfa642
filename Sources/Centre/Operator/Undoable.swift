public import Records
import Rules
import Store

extension Centre {
    /// The resolution or ruling that an operator means to take back: by its own id, or by the conflict that it settled.
    ///
    /// - Throws: ``OperatorRefusal`` where there is none, where it was taken back already, or where it cannot be.
    public func undoable(_ id: String) throws -> RecordKey {
        if ConflictID.prefix(id) != nil {
            let sheet = try conflictSheet(id)
            guard let standing = sheet.history.last(where: { $0.undone == nil }) else {
                throw OperatorRefusal(.data, "nobody has settled \(sheet.id)", "\(sheet.id) 没有可撤销的处理")
            }
            return RecordKey(.resolution, standing.id)
        }
        return try store.read { transaction in
            for type in [RecordType.resolution, .ruling] {
                guard let record = try transaction.merged(type, id) else { continue }
                if record.isWithdrawn { throw OperatorRefusal(.data, "\(id) was taken back already", "\(id) 已经撤销过") }
                if let verdict = record["verdict"]?.text, ["WAIVE_GAP", "NEW_EPOCH"].contains(verdict) {
                    throw OperatorRefusal(
                        .data,
                        "\(id) is a \(verdict): batches were applied by it, and it cannot be taken back",
                        "\(id) 为 \(verdict) 裁定，已有批次据此处理，不能撤销"
                    )
                }
                return RecordKey(type, id)
            }
            throw OperatorRefusal(.noInput, "there is no resolution or ruling \(id)", "没有编号为 \(id) 的冲突处理或裁定")
        }
    }
}
