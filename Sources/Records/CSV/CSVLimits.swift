/// How large the parts of a CSV file may be, in bytes (交换格式 §5).
public struct CSVLimits: Sendable, Hashable {
    /// One file, as it was sent, in its own encoding. Past it the file is no table.
    public var fileBytes: Int
    /// One row in UTF-8, quotes included, without its line end. Past it the file is no table: most often a quote was never closed,
    /// and the rows behind it cannot be told apart.
    public var rowBytes: Int
    /// One cell's content in UTF-8. Past it that row is refused, and no other.
    public var cellBytes: Int

    public init(fileBytes: Int = 4 << 30, rowBytes: Int = 1 << 20, cellBytes: Int = 64 << 10) {
        self.fileBytes = fileBytes
        self.rowBytes = rowBytes
        self.cellBytes = cellBytes
    }
}
