/// Reads one CSV file (RFC 4180, 交换格式 §4), pushed in chunks of any size, in bounded memory: a row and a chunk.
///
///     var reader = CSVReader(encoding: probe.finish())
///     try payload.forEachChunk { try reader.consume($0, into: &table) }
///     try reader.finish(into: &table)
///
/// What the RFC leaves open is settled here:
/// - Rows end with LF or CRLF, mixed if they like; the last may end with the file. A carriage return alone, outside quotes, ends
///   nothing and is a defect of its row, so a file of the old Macintosh kind is refused by its header.
/// - Only a quote that is a cell's first byte quotes it. White space belongs to the cell.
/// - Rows without content, empty or of commas alone, are skipped wherever they are; `""` is content.
/// - Every other row must have as many cells as the header. Columns without a name count, and the sink sees them as `""`.
public struct CSVReader {
    private let limits: CSVLimits
    private var decoder: TextDecoder
    private var parser: CSVParser
    private var bytesRead = 0

    /// - Parameter encoding: as ``EncodingProbe`` found it; `nil` to tell by byte order mark, else UTF-8, and to throw
    ///   ``CSVTableError/undecodable(_:line:)`` with ``TextFlaw/notUTF8`` where the file must be read again as GB18030.
    public init(encoding: TextEncoding? = nil, limits: CSVLimits = CSVLimits()) {
        self.limits = limits
        decoder = TextDecoder(encoding: encoding)
        parser = CSVParser(limits: limits)
    }

    /// The encoding in use; `nil` until the first four bytes are there.
    public var encoding: TextEncoding? { decoder.encoding }

    /// How many rows were skipped because they hold nothing.
    public var blankRows: Int { parser.blankRows }

    /// Takes the next bytes of the file and gives the sink each row that they complete.
    /// - Throws: ``CSVTableError``, and what the sink throws. The reader is then spent, and rows that the sink already has are void.
    public mutating func consume<Sink: CSVSink>(_ bytes: UnsafeRawBufferPointer, into sink: inout Sink) throws {
        let allowed = min(bytes.count, limits.fileBytes - bytesRead)
        bytesRead += allowed
        try decoding { decoder, parser throws in
            try decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[..<allowed])) { try parser.consume($0, into: &sink) }
        }
        if allowed < bytes.count { throw CSVTableError.fileTooLong(limit: limits.fileBytes) }
    }

    /// Says that the file ends here, and gives the sink a last row that has no line end.
    /// - Throws: ``CSVTableError``, and what the sink throws.
    public mutating func finish<Sink: CSVSink>(into sink: inout Sink) throws {
        try decoding { decoder, parser throws in
            try decoder.finish { try parser.consume($0, into: &sink) }
            try parser.finish(into: &sink)
        }
    }

    private mutating func decoding(_ step: (inout TextDecoder, inout CSVParser) throws -> Void) throws {
        do {
            try step(&decoder, &parser)
        } catch let flaw as TextFlaw {
            throw CSVTableError.undecodable(flaw, line: parser.line)
        }
    }
}
