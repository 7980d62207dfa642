import Merging
import Programme
import Records
import Store

/// Who settled a conflict and why, from the resolution's own cells.
struct SettlementReason {
    let decidedBy: String
    let reason: String
    /// When the resolution was made.
    let at: Instant

    init(_ settlement: StoredSettlement, _ transaction: Transaction) throws {
        let resolution = try transaction.record(settlement.resolution)
        let history = try transaction.history(of: resolution)
        guard let row = history.first(where: { $0.row.identity == settlement.row }) else {
            throw StoreError.damaged("\(resolution.key) has no row \(settlement.row)")
        }
        func text(_ column: String) -> String { RecordType.resolution.position(of: column).flatMap { row.row.values[$0]?.text } ?? "" }
        decidedBy = text("decided_by")
        reason = text("reason")
        at = row.row.editedAt
    }
}

extension MergedRecord {
    /// Whether a settlement stands: it is merged, and nothing has taken it back.
    func isInForce(_ settlement: RowIdentity, _ history: [StoredRow]) -> Bool {
        zip(history, rows).contains { $0.row.identity == settlement && !$0.row.act.isSubmission && $1.isMerged }
            && !zip(history, rows).contains { row, state in
                guard state.isMerged, case .revoke(let revoked) = row.row.act else { return false }
                return revoked.contains(settlement)
            }
    }
}

// Findings on settlements, in the words of the receipt.
extension Finding {
    /// A conflict in which the row had a part is settled.
    static func settled(
        _ group: FieldGroup,
        of type: RecordType,
        values: [String: String],
        _ why: SettlementReason,
        conflict: String
    ) -> Finding {
        let titles = group.columns.map { type.columns[$0].title }.joined(separator: "、")
        return Finding(
            rule: "MERGE-SETTLED",
            effect: .info,
            article: "交换格式§4",
            column: group.columns.first.map { type.columns[$0].name },
            values: values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; "),
            reason: "\(titles)的不一致已由中心处理（\(why.decidedBy)，\(why.at.day)）：\(why.reason)",
            fix: "以处理后的值为准；如需更正，请在 base 中填写决定包给出的版本号后重报",
            conflict: conflict
        )
    }

    /// None of the rows that a resolution lists is here.
    static func unplaced(_ settlement: StoredSettlement) -> Finding {
        Finding(
            rule: "REF-MISSING",
            effect: .park,
            article: "交换格式§4",
            column: "sides",
            values: "conflict_id=\(settlement.conflict)",
            reason: "冲突处理所列的各方行尚未收到",
            fix: "收到后自动处理，无需重报；如编号有误，请撤回本处理后以新编号重报",
            conflict: settlement.conflict
        )
    }

    /// A resolution whose values the record cannot hold.
    static func impossible(_ settlement: StoredSettlement) -> Finding {
        Finding(
            rule: "FORMAT-VALUE",
            effect: .reject,
            article: "交换格式§4",
            column: "values",
            values: "conflict_id=\(settlement.conflict)",
            reason: "冲突处理未产生效力：\(settlement.fault)",
            fix: "更正后以新编号重报",
            conflict: settlement.conflict
        )
    }

    /// A resolution that takes the side of an office which has none among those it lists.
    static func sideless(_ settlement: StoredSettlement) -> Finding {
        Finding(
            rule: "FORMAT-VALUE",
            effect: .reject,
            article: "交换格式§4",
            column: "office",
            values: "conflict_id=\(settlement.conflict)",
            reason: "冲突处理未产生效力：所列各方中没有该单位的一方",
            fix: "采用所列某一方的单位，或在 values 中给出采用值，以新编号重报",
            conflict: settlement.conflict
        )
    }

    /// A resolution beside which another side stands that its maker had not seen.
    static func stillOpen(_ settlement: StoredSettlement) -> Finding {
        Finding(
            rule: "MERGE-CONFLICT",
            effect: .warn,
            article: "交换格式§4",
            column: "sides",
            values: "conflict_id=\(settlement.conflict)",
            reason: "处理时另有一方的报送未列入，冲突仍未了结",
            fix: "查看各方现值后再次处理，并列入全部各方",
            conflict: settlement.conflict
        )
    }
}
