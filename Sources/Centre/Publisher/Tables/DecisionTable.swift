import Programme
import Records
import Rules

/// `data/decisions.csv`: one line for each decision new or changed; several findings stand in one cell, numbered, the worst first.
enum DecisionTable {
    static let columns = [
        "id", "subject_type", "subject_key", "party_uscc", "voucher_year", "kind", "outcome", "amount", "rule", "article", "values", "reason_zh",
        "fix_zh", "state", "place", "decided_at", "supersedes", "programme",
    ]

    static func bytes(_ decisions: [DecisionNotice]) -> [UInt8] {
        var table = CSVWriter(columns: columns)
        for notice in decisions {
            let decision = notice.decision
            let grounds = decision.grounds
            table.append(plain: notice.id)
            table.append(plain: decision.subjectType)
            table.append(text: decision.subject.key)
            table.append(text: decision.party)
            table.append(number: decision.year)
            table.append(plain: decision.kind.rawValue)
            table.append(plain: decision.outcome.rawValue)
            table.append(plain: decision.amount?.yuan ?? "")
            table.append(plain: grounds.map(\.rule).joined(separator: ";"))
            table.append(text: grounds.map(\.article).joined(separator: "；"))
            table.append(text: numbered(grounds.map(\.values)))
            table.append(text: numbered(grounds.map(\.reason)))
            table.append(text: numbered(grounds.map(\.fix)))
            table.append(plain: decision.state.rawValue)
            table.append(instant: decision.place)
            table.append(instant: notice.decidedAt)
            table.append(plain: notice.supersedes)
            table.append(text: notice.programme)
            table.endRow()
        }
        return table.takeBytes()
    }

    /// `(1)…(2)…`; a single text stands alone, and an empty one leaves its number out.
    static func numbered(_ texts: [String]) -> String {
        if texts.count == 1 { return texts[0] }
        return texts.enumerated().map { $1.isEmpty ? "" : "(\($0 + 1))\($1)" }.joined()
    }
}

extension Decision {
    /// `application`, `voucher` or `claim`: a voucher is named by its application.
    var subjectType: String { [.voucher, .void, .freeze].contains(kind) ? "voucher" : subject.type.name }
}
