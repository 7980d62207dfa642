/// All record types as one Frictionless Data Package, in which references between tables can be checked.
///
/// The tables are named as an office's folder names them, so that the package describes a folder that `voucherd pack` takes.
public struct DataPackage: Encodable, Sendable, Equatable {
    /// A table of the package.
    public struct Resource: Encodable, Sendable, Equatable {
        public let name: String
        public let title: String
        public let path: String
        public let format = "csv"
        public let mediatype = "text/csv"
        public let encoding = "utf-8"
        public let schema: TableSchema
    }

    /// The name of the file that tools look for.
    public static let fileName = "datapackage.json"

    public let name = "voucherd-batch"
    public let title = "创新券数据交换：全部记录类型"
    public let description = "表间引用可能由其他批次补齐：单个批次中缺少被引用的记录不是错误。文本单元格以 = + - @ ' 开头的，前面多写一个 '，不计入字数。"
    public let resources: [Resource]

    /// The package of every type of the exchange format.
    public init() {
        resources = RecordType.all.map { type in
            Resource(name: type.name, title: type.title, path: "\(type.name).csv", schema: TableSchema(type, inPackage: true))
        }
    }
}

extension RecordType {
    /// A table of this type without rows: a header with every column, to be filled in by an office.
    public var emptyTable: [UInt8] {
        var writer = CSVWriter(columns: columns.map(\.name) + RowReader.envelopeColumns.map(\.name))
        return writer.takeBytes()
    }
}
