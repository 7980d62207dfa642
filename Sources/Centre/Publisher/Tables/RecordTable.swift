import Records

/// `data/records/<type>.csv`: the merged values, with their version, of the records that changed.
enum RecordTable {
    /// The types that have a table, in the order of the exchange format.
    static func types(of records: [PublishedRecord]) -> [RecordType] {
        let present = Set(records.map(\.key.type))
        return RecordType.all.filter { present.contains($0) }
    }

    static func bytes(_ records: [PublishedRecord], of type: RecordType) -> [UInt8] {
        var table = CSVWriter(columns: ["version"] + type.columns.map(\.name))
        for record in records where record.key.type == type {
            table.append(number: record.version)
            for (column, value) in zip(type.columns, record.values) { table.append(value, as: column.format) }
            table.endRow()
        }
        return table.takeBytes()
    }
}
