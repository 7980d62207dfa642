public import Programme
public import Records

/// A batch as an office exports it, before it is zipped and signed.
public struct SampleBatch: Sendable {
    /// The rows of one type, in the order of the file.
    public struct Table: Sendable {
        public let type: RecordType
        public internal(set) var rows: [SampleRow]
    }

    /// How the batch writes its CSV files.
    public enum Encoding: String, Sendable, Hashable {
        case utf8 = "UTF-8"
        case utf8WithMark = "UTF-8-BOM"
        case gb18030 = "GB18030"
    }

    public let identity: BatchIdentity
    /// Batch-Exported-At.
    public let exportedAt: Instant
    /// In the order of the exchange format's types; none is empty.
    public internal(set) var tables: [Table]
    public internal(set) var files: [SampleFile]
    public internal(set) var encoding = Encoding.utf8
    /// Batch-Closing-Year: the office has nothing more to say of that year.
    public internal(set) var closingYear: Int?
    /// Whether a zip tool of the GBK kind packed it, which writes file names without saying in what encoding.
    public internal(set) var hasGBKNames = false

    /// The rows of all types.
    public var rowCount: Int { tables.reduce(0) { $0 + $1.rows.count } }

    /// The line of a table's row in its file; the header is line 1.
    public static func line(ofRow index: Int) -> Int { index + 2 }
}

/// A file that comes to the inbox.
public struct SampleDelivery: Sendable, Hashable {
    /// What happened to the file on its way.
    public enum Damage: Sendable, Hashable {
        case none
        /// The last bytes are missing.
        case truncated
        /// Signed by a key that is not the office's.
        case foreignSignature
    }

    /// When the file comes.
    public enum Wave: Sendable, Hashable {
        /// Into the inbox, before the first drain.
        case first
        /// After the first drain: into the folder `later`.
        case later
        /// Into the inbox before the drain of that phase, the one at this position in ``SampleWorld/phases``: the first is 1, since what comes
        /// before it all is of the first wave.
        case phase(Int)
    }

    public let fileName: String
    /// The position in ``SampleWorld/batches``.
    public let batch: Int
    public var damage = Damage.none
    public var wave = Wave.first
}
