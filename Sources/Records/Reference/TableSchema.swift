/// A record type as a Frictionless Table Schema, for tools that check tables before they are packed.
///
///     let schema = TableSchema(.party)
///     try JSONText.encode(schema)      // what `voucherd schema party` prints
///
/// A schema describes a full table in the spelling that is written. What the centre reads besides (other date forms, full-width digits, columns left
/// out) it does not allow, and what only the centre can judge (check characters, authors) it does not know.
public struct TableSchema: Encodable, Sendable, Equatable {
    /// A column.
    public struct Field: Encodable, Sendable, Equatable {
        public let name: String
        public let title: String
        public let description: String
        public let type: String
        /// `nil` where every text is allowed.
        public let constraints: Constraints?
        public var trueValues: [String]?
        public var falseValues: [String]?
    }

    /// What a filled cell must keep to.
    public struct Constraints: Encodable, Sendable, Equatable {
        public var required: Bool?
        public var pattern: String?
        public var `enum`: [String]?
        public var minLength: Int?
        public var maxLength: Int?
        public var minimum: Int64?
        public var maximum: Int64?
    }

    /// A column whose cells are keys of another table.
    public struct ForeignKey: Encodable, Sendable, Equatable {
        /// The other table and its key.
        public struct Reference: Encodable, Sendable, Equatable {
            /// The name of the resource in the data package; empty for the table itself.
            public let resource: String
            public let fields: [String]
        }

        public let fields: [String]
        public let reference: Reference
    }

    public let title: String
    public let description: String
    public let fields: [Field]
    public let primaryKey: [String]
    /// `nil` where there are none.
    public let foreignKeys: [ForeignKey]?
    /// Optional columns may be left out and stand in any order; columns unknown to the schema are not looked at.
    public let fieldsMatch = "partial"

    /// The schema of a type.
    ///
    /// - Parameter inPackage: whether the other types' tables are at hand. A schema that stands alone refers to its own table only, since tools
    ///   refuse a reference that they cannot follow.
    public init(_ type: RecordType, inPackage: Bool = false) {
        title = type.title
        description = "\(type.title)（\(type.name)），由\(type.authorNames)报送"
        fields = type.columns.map { Field($0) } + Field.envelope
        primaryKey = [type.key.name]
        let keys: [ForeignKey] = type.columns.compactMap { column in
            guard case .reference(let name) = column.format, let target = RecordType.named(name), inPackage || target == type else { return nil }
            let resource = target == type ? "" : name
            return ForeignKey(fields: [column.name], reference: ForeignKey.Reference(resource: resource, fields: [target.key.name]))
        }
        foreignKeys = keys.isEmpty ? nil : keys
    }
}

extension TableSchema.Field {
    init(_ column: Column) {
        var constraints = column.format.constraints
        if column.mustBeFilled { constraints.required = true }
        var notes = ["格式 \(column.format.notation)"]
        if let group = column.group, let merge = column.merge { notes.append("字段组 \(group)，合并方式 \(merge)") }
        self.init(column.name, column.title, notes.joined(separator: "；"), column.format, constraints)
    }

    private init(_ name: String, _ title: String, _ description: String, _ format: Format, _ constraints: TableSchema.Constraints) {
        self.name = name
        self.title = title
        self.description = description
        self.constraints = constraints == TableSchema.Constraints() ? nil : constraints
        type = format.schemaType
        if format == .bool {
            trueValues = ["true", "是", "1"]
            falseValues = ["false", "否", "0"]
        }
    }

    /// The columns that every row may carry besides its own.
    static let envelope: [TableSchema.Field] = {
        let formats: [String: (Format, String)] = [
            "op": (.enumeration(["upsert", "withdraw"]), "upsert 新增或修改（空即此项），withdraw 撤回"),
            "base": (.integer(1...999_999_999), "编辑时所见的版本号，取自决定包中的 version；空即本单位上次报送的内容"),
            "edited_at": (.instant, "编辑的时刻；空即本批次的导出时刻"),
            "editor": (.text(0...40), "经办人"),
            "ticket": (.text(0...100), "所答复的补正单号"),
        ]
        return RowReader.envelopeColumns.compactMap { column in
            formats[column.name].map { format, description in
                TableSchema.Field(column.name, column.title, description, format, format.constraints)
            }
        }
    }()
}

extension Format {
    /// The Table Schema type of a column of this format.
    ///
    /// Money is a string with a pattern and not a number: most tools make binary fractions of numbers.
    fileprivate var schemaType: String {
        switch self {
        case .integer: "integer"
        case .decimal: "number"
        case .date: "date"
        case .instant: "datetime"
        case .bool: "boolean"
        default: "string"
        }
    }

    fileprivate var constraints: TableSchema.Constraints {
        var constraints = TableSchema.Constraints()
        constraints.pattern = pattern
        switch self {
        case .text(let lengths):
            constraints.minLength = lengths.lowerBound > 1 ? lengths.lowerBound : nil
            constraints.maxLength = lengths.upperBound
        case .enumeration(let words): constraints.enum = words
        case .integer(let range), .decimal(let range):
            constraints.minimum = range.lowerBound
            constraints.maximum = range.upperBound
        default: break
        }
        return constraints
    }

    /// The pattern of a filled cell, where the format has one.
    private var pattern: String? {
        switch self {
        case .uscc: "^[0-9A-HJ-NPQRTUWXY]{18}$"
        case .id: "^4103[0-9A-Z]{2}-[0-9A-Za-z._-]{1,48}$"
        case .office: "^4103[0-9A-Z]{2}$"
        case .code(let pattern): pattern
        case .set(let words): "^(\(words.joined(separator: "|")))(;(\(words.joined(separator: "|"))))*$"
        case .yuan: #"^-?\d{1,12}(\.\d{1,2})?$"#
        case .path: "^data/.+$"
        case .reference(let type): RecordType.named(type)?.key.format.pattern
        default: nil
        }
    }
}
