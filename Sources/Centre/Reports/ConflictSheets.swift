import Bags
import Merging
import Programme
import Records
import Rules
public import Store

/// Makes conflict sheets from the store.
public struct ConflictSheets {
    private let transaction: Transaction
    private let offices: Offices
    private let root: String

    /// - Parameter root: the data root as commands should name it.
    public init(_ transaction: Transaction, offices: Offices, root: String) {
        self.transaction = transaction
        self.offices = offices
        self.root = root
    }

    /// Every open conflict: the most money first, then the oldest, then by id.
    public func open() throws -> [ConflictSheet] {
        let sheets = try transaction.openConflicts().map { conflict in
            let sheet = try sheet(conflict)
            return (Fen(parsing: sheet.amountWaiting) ?? .zero, sheet)
        }
        return sheets.sorted {
            $0.0 != $1.0 ? $0.0 > $1.0 : $0.1.openedAt != $1.1.openedAt ? $0.1.openedAt < $1.1.openedAt : $0.1.id < $1.1.id
        }.map(\.1)
    }

    private func isAccount(_ type: RecordType, _ group: String) -> Bool { type == .party && group == "bank" }

    /// The rules that read the group; the account is what money is paid to.
    private func articles(_ type: RecordType, _ group: FieldGroup) -> [String] {
        let rules = RuleBook.all.filter { $0.reads.contains { $0.type == type && $0.group == group.name } }.map { "\($0.citation) \($0.id)" }
        return isAccount(type, group.name) ? rules + ["第十八条（兑付资金拨付至该账户）"] : rules
    }

    /// The sheet of one conflict, open or settled.
    public func sheet(_ conflict: StoredConflict) throws -> ConflictSheet {
        let record = try transaction.record(conflict.record)
        let type = record.key.type
        guard let position = type.group(named: conflict.group) else { throw StoreError.damaged("conflict \(conflict.id)") }
        let group = type.groups[position]
        let rows = try transaction.sides(ofConflict: conflict.id)
        let seen = SidesSeen.token(rows.map(\.row))
        let decisions = try transaction.decisions(waitingFor: conflict.id)
        let history = try history(of: conflict.id)
        let columns = group.columns.map {
            ConflictSheet.Column(name: type.columns[$0].name, title: type.columns[$0].title, inEffect: conflict.inEffect[type.columns[$0].name] ?? "")
        }
        let commands = ConflictCommands(root: root, conflict: conflict.id, seen: seen, offices: offices)
        let standing = history.last { $0.undone == nil }
        return ConflictSheet(
            version: 1,
            id: conflict.id,
            isOpen: conflict.isOpen,
            type: type.name,
            key: record.key.key,
            record: try RecordWords(transaction: transaction).words(for: record.key),
            group: group.name,
            columns: columns,
            openedAt: try transaction.instant(ofDrain: conflict.opened) ?? Instant(seconds: 0),
            changedAt: try transaction.instant(ofDrain: conflict.changed) ?? Instant(seconds: 0),
            sides: sides(rows, commands),
            seen: seen,
            waits: try decisions.map(wait),
            amountWaiting: decisions.compactMap(\.amount).sum().yuan,
            articles: articles(type, group),
            otherCommand: commands.other(columns),
            suggestion: conflict.isOpen ? try suggestion(for: conflict, record.key, rows) : nil,
            history: history,
            undoCommand: conflict.isOpen || standing == nil ? nil : commands.undo
        )
    }

    private func sides(_ rows: [ConflictSideRow], _ commands: ConflictCommands) -> [ConflictSheet.Side] {
        Dictionary(grouping: rows, by: \.side).sorted { $0.key < $1.key }.map { number, ofSide in
            ConflictSheet.Side(
                number: number,
                rows: ofSide.map { row in
                    ConflictSheet.Row(
                        office: row.row.office.description,
                        officeName: offices[row.row.office]?.name ?? row.row.office.description,
                        batch: row.row.batch.description,
                        line: row.row.line,
                        editedAt: row.editedAt,
                        editor: row.editor
                    )
                },
                values: ofSide.first?.values ?? [:],
                command: commands.take(number, of: rows)
            )
        }
    }

    private func wait(_ stored: StoredDecision, _ amount: Fen?, _ stake: StoredWait.Stake) throws -> ConflictSheet.Wait {
        let decision = stored.decision
        return ConflictSheet.Wait(
            kind: decision.kind.rawValue,
            subject: decision.subject.key,
            party: try transaction.merged(.party, decision.party)?["legal_name"]?.text ?? decision.party,
            outcome: decision.outcome.rawValue,
            amount: amount?.yuan,
            amountIs: amount == nil ? nil : stake.rawValue
        )
    }

    // MARK: Memory

    /// Every resolution of a conflict, in order, with what was taken back.
    func history(of id: String) throws -> [ConflictSheet.Settlement] {
        let settlements = try transaction.settlements(ofConflict: id)
        return try settlements.filter { $0.act == .resolve }.compactMap { settlement in
            let resolution = try transaction.record(settlement.resolution)
            let history = try transaction.history(of: resolution)
            guard let row = history.first(where: { $0.row.identity == settlement.row }), let request = try? ResolutionRequest(row.row.values) else {
                return nil
            }
            let why = try SettlementReason(settlement, transaction)
            let revoked = settlements.first { $0.act == .revoke && $0.resolution == settlement.resolution && $0.row > settlement.row }
            let undone = try revoked.map { try SettlementReason($0, transaction) }
            var office: String?
            var values: [String: String]?
            switch request.choice {
            case .office(let code): office = code.description
            case .values(let words): values = words
            }
            return ConflictSheet.Settlement(
                id: resolution.key.key,
                at: why.at,
                decidedBy: why.decidedBy,
                office: office,
                values: values,
                reason: why.reason,
                undone: undone.map { ConflictSheet.Undone(at: $0.at, decidedBy: $0.decidedBy, reason: $0.reason) }
            )
        }
    }

    /// The last choice of a side of the same party and group that was not taken back, where that office has a side now.
    private func suggestion(for conflict: StoredConflict, _ key: RecordKey, _ rows: [ConflictSideRow]) throws -> ConflictSheet.Suggestion? {
        guard let party = try party(of: key) else { return nil }
        var best: ConflictSheet.Suggestion?
        for other in try transaction.settledConflicts(type: key.type, group: conflict.group) {
            guard try other.id == conflict.id || self.party(of: transaction.record(other.record).key) == party else { continue }
            for made in try history(of: other.id) where made.undone == nil {
                guard let office = made.office.flatMap({ OfficeCode($0) }), let side = rows.first(where: { $0.row.office == office })?.side else {
                    continue
                }
                if let best, best.at > made.at { continue }
                best = ConflictSheet.Suggestion(side: side, conflict: other.id, at: made.at, decidedBy: made.decidedBy, reason: made.reason)
            }
        }
        return best
    }

    private func party(of key: RecordKey) throws -> String? {
        if key.type == .party { return key.key }
        let record = try transaction.merged(key.type, key.key)
        if key.type.position(of: "party_uscc") != nil { return record?["party_uscc"]?.text }
        guard key.type.position(of: "claim_id") != nil, let claim = record?["claim_id"]?.text else { return nil }
        return try transaction.merged(.claim, claim)?["party_uscc"]?.text
    }
}

/// Names the sides of a conflict as somebody saw them.
enum SidesSeen {
    /// Eight hexadecimal digits of the rows' names.
    static func token(_ rows: [RowIdentity]) -> String {
        String(Digest(of: Array(Set(rows).sorted().map(\.description).joined(separator: ";").utf8)).description.prefix(8))
    }
}
