/// A type of record that batches carry: its name, who may author it, and its columns.
///
/// Everything else comes from this one declaration: the CSV reader and writer, the store's tables, the published Table Schema, the
/// reference page. The declarations stand in `Types/`.
///
/// A value of it is no more than the address of its declaration, which lives as long as the program: every key of every record holds one, and
/// copying a key must not count references to what never goes away.
public struct RecordType: Sendable {
    private final class Declaration: Sendable {
        let name: String
        let title: String
        let authors: Set<OfficeRole>
        let columns: [Column]
        let groups: [FieldGroup]
        let positions: ColumnIndex
        let required: [Int]

        init(_ name: String, _ title: String, _ authors: Set<OfficeRole>, _ columns: [Column], _ groups: [FieldGroup]) {
            self.name = name
            self.title = title
            self.authors = authors
            self.columns = columns
            self.groups = groups
            positions = ColumnIndex(columns.map(\.name))
            required = columns.indices.filter { columns[$0].mustBeFilled && columns[$0].group != nil }
        }
    }

    private let declaration: Unmanaged<Declaration>

    /// The name that files carry: `data/records/<name>.csv`.
    public var name: String { declaration._withUnsafeGuaranteedRef { $0.name } }

    /// The Chinese name, for people.
    public var title: String { declaration._withUnsafeGuaranteedRef { $0.title } }

    /// The roles whose offices may author rows of this type.
    public var authors: Set<OfficeRole> { declaration._withUnsafeGuaranteedRef { $0.authors } }

    /// The columns, in the order of the exchange format; the key is first.
    public var columns: [Column] { declaration._withUnsafeGuaranteedRef { $0.columns } }

    /// The field groups, in order of their first column.
    public var groups: [FieldGroup] { declaration._withUnsafeGuaranteedRef { $0.groups } }

    init(_ name: String, _ title: String, by authors: Set<OfficeRole>, _ columns: [Column]) {
        precondition(columns.first?.merge == nil && columns.dropFirst().allSatisfy { $0.merge != nil }, "\(name): the key comes first")
        precondition(columns.count <= ColumnSet.capacity, "\(name): a ColumnSet holds \(ColumnSet.capacity) columns")
        var groups: [FieldGroup] = []
        for (index, column) in columns.enumerated() {
            guard let name = column.group, let merge = column.merge else { continue }
            if let known = groups.firstIndex(where: { $0.name == name }) {
                precondition(groups[known].merge == merge, "\(name): one group, one merge word")
                groups[known].columns.append(index)
            } else {
                groups.append(FieldGroup(name: name, merge: merge, columns: [index]))
            }
        }
        declaration = .passRetained(Declaration(name, title, authors, columns, groups))
    }

    /// The column that names the record.
    public var key: Column { columns[0] }

    /// The position of a column, or `nil` where the type has none of that name.
    public func position(of column: String) -> Int? { declaration._withUnsafeGuaranteedRef { $0.positions[column] } }

    /// The positions of the columns, without the key, that must be filled.
    public var requiredColumns: [Int] { declaration._withUnsafeGuaranteedRef { $0.required } }

    /// The position of a group, or `nil` where the type has none of that name.
    public func group(named name: String) -> Int? { groups.firstIndex { $0.name == name } }

    /// Every type of the exchange format, in its order.
    public static let all: [RecordType] = [
        .party, .provider, .qualification, .platform, .recognition, .entrustment, .instrument, .project, .application, .contract, .claim,
        .invoice, .invoiceCheck, .bankReceipt, .accountingVoucher, .serviceResult, .evidence, .dispute, .complaint, .regHte, .regSme,
        .regIncubator, .regProvincial, .regCityProject, .regBadCredit, .regRelation, .round, .publicity, .expert, .review, .objection,
        .paperCheck, .payment, .ruling, .resolution,
    ]

    private static let ranks = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })

    /// Its place among ``all``.
    public var rank: Int { RecordType.ranks[self] ?? 0 }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The type of that name, or `nil` where there is none.
    public static func named(_ name: String) -> RecordType? { byName[name] }
}

extension RecordType: Hashable {
    public static func == (left: RecordType, right: RecordType) -> Bool { left.declaration.toOpaque() == right.declaration.toOpaque() }
    public func hash(into hasher: inout Hasher) { hasher.combine(declaration.toOpaque()) }
}

/// What an office is to the programme (exchange format, section 1).
public enum OfficeRole: String, Sendable, Hashable, CaseIterable, Codable {
    /// A district office (县区受理点): an intake channel, without a say in decisions (Art. 5).
    case district
    /// A service platform (服务平台, Art. 7).
    case platform
    /// The centre (管理机构, Art. 5).
    case centre
}

/// A column of a record type: a reference to its declaration, which every cell that is read or written passes on.
public final class Column: Sendable, Equatable {
    /// The name that files carry.
    public let name: String
    /// The Chinese name; read as a header too.
    public let title: String
    public let format: Format
    /// Whether a stated cell must not be empty. A text whose shortest length is 0 may be empty all the same.
    public let isRequired: Bool
    /// The field group that the column merges in; `nil` for the key.
    public let group: String?
    /// The merge word of the group; `nil` for the key.
    public let merge: MergeWord?

    private init(name: String, title: String, format: Format, isRequired: Bool, group: String?, merge: MergeWord?) {
        self.name = name
        self.title = title
        self.format = format
        self.isRequired = isRequired
        self.group = group
        self.merge = merge
    }

    public static func == (left: Column, right: Column) -> Bool { left === right }

    static func key(_ name: String, _ title: String, _ format: Format) -> Column {
        Column(name: name, title: title, format: format, isRequired: true, group: nil, merge: nil)
    }

    static func required(_ name: String, _ title: String, _ format: Format, in group: String, _ merge: MergeWord) -> Column {
        Column(name: name, title: title, format: format, isRequired: true, group: group, merge: merge)
    }

    static func optional(_ name: String, _ title: String, _ format: Format, in group: String, _ merge: MergeWord) -> Column {
        Column(name: name, title: title, format: format, isRequired: false, group: group, merge: merge)
    }

    /// Whether an empty cell is a fault.
    public var mustBeFilled: Bool {
        if case .text(let lengths) = format, lengths.lowerBound == 0 { return false }
        return isRequired
    }
}

/// Columns that merge as one unit, such as the four of a bank account.
public struct FieldGroup: Sendable, Hashable {
    public let name: String
    public let merge: MergeWord
    /// Positions in ``RecordType/columns``.
    public fileprivate(set) var columns: [Int]
}

/// How a group chooses among its sides when the record is read (exchange format, section 4).
public enum MergeWord: Sendable, Hashable, CustomStringConvertible {
    /// The first complete value of the office that the id names stands for ever.
    case frozen
    /// The later edit.
    case latest
    /// The later value of that column; equal: the office in whose division the party is registered; else it waits for an operator.
    case newest(String)
    /// The side of the record's home office; else it waits for an operator.
    case home
    /// Two different sides wait for an operator.
    case hold

    public var description: String {
        switch self {
        case .frozen: "frozen"
        case .latest: "latest"
        case .newest(let column): "newest:\(column)"
        case .home: "home"
        case .hold: "hold"
        }
    }
}
