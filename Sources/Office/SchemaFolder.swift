import Bags
public import Records

/// A folder of schemas and empty tables, ready to be filled in.
public struct SchemaFolder: Sendable {
    private let types: [RecordType]
    private let isWhole: Bool

    /// - Parameter isWhole: whether `types` are all, so that the data package is written too.
    public init(types: [RecordType], isWhole: Bool) {
        self.types = types
        self.isWhole = isWhole
    }

    /// Writes `schemas/<type>.json`, `<type>.csv` where there is none yet, and `datapackage.json`.
    ///
    /// - Throws: ``FileFailure`` where a file cannot be written.
    public func write(to folder: String) throws {
        try DurableFile.makeFolder("\(folder)/schemas")
        for type in types {
            try DurableFile.write(JSONText.encode(TableSchema(type)), to: "\(folder)/schemas/\(type.name).json")
            // A table that somebody has filled in already is theirs.
            let table = "\(folder)/\(type.name).csv"
            if !FileBytes.exists(table) { try DurableFile.write(type.emptyTable, to: table) }
        }
        if isWhole { try DurableFile.write(JSONText.encode(DataPackage()), to: "\(folder)/\(DataPackage.fileName)") }
    }
}
