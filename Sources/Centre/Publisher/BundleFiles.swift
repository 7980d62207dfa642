import Records

/// The payload of a bundle: its files in a fixed order, each rendered when it is asked for, so that only one is in memory at a time.
///
/// The same content gives the same bytes; nothing here reads a clock, a file or a setting.
public struct BundleFiles: Sendable {
    /// A file of the payload.
    public struct File: Sendable {
        /// The path in the bag, below `data/`.
        public let path: String
        private let render: @Sendable () -> [UInt8]

        init(_ path: String, _ render: @escaping @Sendable () -> [UInt8]) {
            self.path = path
            self.render = render
        }

        /// The file's bytes.
        public var bytes: [UInt8] { render() }
    }

    /// `data/index.html` first, then the tables. Receipts, decisions and conflicts are always there, with their header if nothing else; a record
    /// type's table only where a record of it changed.
    public let files: [File]

    /// The files of a bundle with that content.
    ///
    /// - Parameter limits: how much of it the page for people lists; the tables always hold everything.
    public init(_ content: BundleContent, limits: PageLimits = PageLimits()) {
        files =
            [
                File("data/index.html") { IndexPage(content, limits: limits).bytes },
                File("data/receipts/batches.csv") { BatchTable.bytes(content.batches) },
                File("data/receipts/records.csv") { RowTable.bytes(content.rows) },
                File("data/decisions.csv") { DecisionTable.bytes(content.decisions) },
                File("data/conflicts.csv") { ConflictTable.bytes(content.conflicts) },
            ]
            + RecordTable.byType(content.records).map { type, records in
                File("data/records/\(type.name).csv") { RecordTable.bytes(records, of: type) }
            }
            + content.letters.map { letter in File(letter.path) { letter.bytes } }
    }
}
