import Merging
import Programme
import Records

extension Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral number: Int64) { self = .integer(number) }
}

/// A record whose rows arrive one by one, each merged and given its version at once, as the store does it.
struct Story {
    let key: RecordKey
    private(set) var rows: [HistoryRow] = []
    private(set) var record: MergedRecord

    init(_ type: RecordType, _ key: String) {
        self.key = RecordKey(type, key)
        record = RecordMerge.merge(self.key, [])
    }

    /// A party that two offices see alike: 410305 registered it, and a bundle gave it to all as version 1.
    static func party() -> Story {
        var story = Story(.party, "91410300MA44DWL62B")
        story.upsert(
            "410305-1-1:2",
            at: 1,
            [
                "legal_name": "洛阳轴研科技(河南)有限公司", "reg_division": "410305", "reg_date": "2020-05-01", "home_office": "410305",
                "contact_name": "王一", "contact_mobile": "13800000001", "bank_account_name": "洛阳轴研科技(河南)有限公司", "bank_name": "工行",
                "bank_account_no": "62220001",
            ]
        )
        return story
    }

    /// A claim that its first author submitted in full, published as version 1.
    static func claim() -> Story {
        var story = Story(.claim, "410305-C1")
        story.upsert("410305-1-1:2", at: 1, completeClaim)
        return story
    }

    static let completeClaim: [String: Cell?] = [
        "party_uscc": "91410300MA44DWL62B", "voucher_year": 2026, "contract_id": "410305-K1", "claimed_fee": 1_000_000,
        "submitted_at": "2026-03-02T09:30:00+08:00",
    ]

    @discardableResult
    mutating func upsert(_ row: String, base: HistoryRow.Base = .ownLast, at minute: Int64 = 0, _ cells: [String: Cell?]) -> RowState {
        add(row, .upsert, base, minute, cells)
    }

    @discardableResult
    mutating func withdraw(_ row: String, base: HistoryRow.Base = .ownLast, at minute: Int64 = 0) -> RowState {
        add(row, .withdraw, base, minute, [:])
    }

    @discardableResult
    mutating func settle(_ row: String, _ group: String, _ rows: [String], at minute: Int64 = 0, _ choice: Settlement.Choice) -> RowState {
        let settlement = Settlement(group: key.type.group(named: group)!, rows: rows.map { RowIdentity($0)! }, choice: choice)
        return add(row, .resolve(settlement), .ownLast, minute, [:])
    }

    @discardableResult
    mutating func revoke(_ row: String, _ settlements: [String], at minute: Int64 = 0) -> RowState {
        add(row, .revoke(settlements.map { RowIdentity($0)! }), .ownLast, minute, [:])
    }

    private mutating func add(
        _ row: String,
        _ act: HistoryRow.Act,
        _ base: HistoryRow.Base,
        _ minute: Int64,
        _ cells: [String: Cell?]
    ) -> RowState {
        var stated = ColumnSet([0])
        var values = Array(repeating: Cell?.none, count: key.type.columns.count)
        for (name, cell) in cells {
            let column = key.type.position(of: name)!
            stated.insert(column)
            values[column] = cell
        }
        let instant = Instant("2026-03-02T08:00:00+08:00")!.adding(seconds: minute * 60)
        let window = ExportWindow(after: instant, through: instant)
        rows.append(HistoryRow(RowIdentity(row)!, act: act, base: base, editedAt: instant, window: window, stated: stated, values: values))
        record = RecordMerge.merge(key, rows)
        for (index, state) in record.rows.enumerated() {
            if case .merged(let version, _) = state { rows[index].version = version }
        }
        return record.rows[rows.count - 1]
    }

    subscript(_ column: String) -> Cell? { record[column] }

    func state(_ row: String) -> RowState { record.rows[rows.firstIndex { $0.identity.description == row }!] }

    func group(_ name: String) -> GroupState { record.groups[key.type.group(named: name)!] }

    /// The rows of each side of a group, lowest rank first.
    func sides(_ group: String) -> [[String]] { self.group(group).sides.map { $0.rows.map(\.description) } }

    /// The names of the groups in conflict.
    var conflicts: [String] { record.conflicts.map { key.type.groups[$0].name } }
}
