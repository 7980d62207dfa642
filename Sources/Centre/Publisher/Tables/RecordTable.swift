import Records

/// `data/records/<type>.csv`: the merged values, with their version, of the records that changed.
enum RecordTable {
    /// The records of each type that has a table, in the order of the exchange format.
    static func byType(_ records: [PublishedRecord]) -> [(type: RecordType, records: [PublishedRecord])] {
        let byType = Dictionary(grouping: records, by: \.key.type)
        return RecordType.all.compactMap { type in byType[type].map { (type, $0) } }
    }

    /// - Parameter records: of that type alone.
    static func bytes(_ records: [PublishedRecord], of type: RecordType) -> [UInt8] {
        var table = CSVWriter(columns: ["version"] + type.columns.map(\.name))
        let formats = type.columns.map(\.format)
        for record in records {
            table.append(number: record.version)
            for (format, value) in zip(formats, record.values) { table.append(value, as: format) }
            table.endRow()
        }
        return table.takeBytes()
    }
}
