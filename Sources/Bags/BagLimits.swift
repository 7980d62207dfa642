/// How large a zipped bag and its parts may be (exchange format, section 5). Sizes are in bytes.
///
/// Every limit is a setting with a default. A bag beyond one of them is refused with a `LIMIT-…` code.
public struct BagLimits: Sendable, Equatable {
    /// The zip file itself.
    public var zipBytes: Int64 = 4 << 30
    /// All entries together, inflated.
    public var uncompressedBytes: Int64 = 16 << 30
    /// Inflated size over stored size of one entry, once the entry is past ``ratioFloorBytes``.
    public var ratio: Int64 = 200
    /// The inflated size up to which an entry's ratio does not count.
    public var ratioFloorBytes: Int64 = 1 << 20
    /// Entries of the zip, folders included.
    public var entries = 200_000
    /// An entry's path as the zip holds it, top folder included.
    public var pathBytes = 512
    /// Folders and file of an entry's path, top folder included.
    public var pathLevels = 16
    /// `bagit.txt`, `bag-info.txt` or the signature; these are read into memory. Of a refused zip, no more than this is read of the tag manifest too.
    public var tagFileBytes: Int64 = 1 << 20
    /// One row of a CSV file; judged by the CSV reader.
    public var csvRowBytes = 1 << 20
    /// One CSV file below `data/records/`.
    public var csvFileBytes: Int64 = 4 << 30
    /// One cell of a CSV row; judged by the CSV reader.
    public var csvCellBytes = 64 << 10
    /// The rows of all tables of a batch together. A batch is taken whole or not at all, and its rows are in memory while it is taken.
    public var batchRows = 1_000_000

    /// The limits of the exchange format.
    public init() {}

    /// How large a manifest may be that lists these entries: a line each of a checksum, two blanks, a mark, the path, CR and LF. A manifest is read into
    /// memory, so one that lists more than the zip holds is not read to its end. A small one may have blank lines.
    func manifestBytes(_ algorithm: ManifestAlgorithm?, listing entries: [ZipEntry]) -> Int64 {
        let digits = (algorithm ?? .sha512).digits
        let lines = entries.reduce(Int64(0)) { $0 + Int64($1.name.count * BagLimits.longestReading + digits + 5) }
        return max(tagFileBytes, lines)
    }

    /// The longest path that a manifest may list, in bytes: none that is longer could be in the zip.
    var manifestPathBytes: Int { pathBytes > .max / BagLimits.longestReading ? .max : pathBytes * BagLimits.longestReading }

    /// How many bytes of UTF-8 a byte of a zip's name can stand for: two of GB18030 are three, and composed letters of three bytes, decomposed, are nine.
    private static let longestReading = 3

    /// How much of a refused zip's directory is looked through for whose it is: as much as the largest accepted one takes without extra fields.
    var salvageBytes: Int64 { Int64(entries) * Int64(pathBytes + ZipDirectoryHeader.fixedLength) }
}
