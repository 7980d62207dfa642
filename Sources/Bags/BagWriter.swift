import Glibc
public import Programme

/// Writes a zipped bag of the exchange format, streaming: payload first, tag files and signature at the end.
///
///     let writer = try BagWriter(path: "batch.zip", folder: "410305-B-000031")
///     try writer.add("data/records/party.csv", bytes: csv)
///     try writer.add("data/evidence/contract.pdf", contentsOf: "/home/li/contract.pdf")
///     let bag = try writer.finish(fields: header.fields, baggingDate: today, key: key, namespace: BatchHeader.namespace)
///
/// The same content, fields, date and key give the same bytes. The file is complete once ``finish(fields:baggingDate:key:namespace:)`` returns; making
/// it durable (fsync) and putting it in its place are the caller's business, and so is removing it where writing failed.
public final class BagWriter {
    /// Where payload of unknown size is written, piece by piece.
    public struct Sink {
        fileprivate let writer: BagWriter

        /// Writes the next piece.
        public func write(_ bytes: [UInt8]) throws(BagWriterError) {
            try writer.write(bytes)
        }
    }

    private let zip: ZipWriter
    private let folder: String
    private var payload: [String: Digest] = [:]
    private var keys = Set<String>()
    private var current = (path: "", hash: ContentHash(), count: Int64(0))
    private var payloadBytes: Int64 = 0

    /// Creates or empties the file at `path`.
    ///
    /// - Parameters:
    ///   - folder: the name of the single top folder.
    ///   - compressionLevel: 1 (fast) to 9 (small).
    public init(path: String, folder: String, compressionLevel: Int = 6) throws(BagWriterError) {
        if folder.contains("/") { throw .path(folder, english: "the top folder is one name", chinese: "顶层文件夹应为单个名称") }
        if let (english, chinese) = EntryName.objection(to: folder) { throw .path(folder, english: english, chinese: chinese) }
        self.folder = folder
        zip = try ZipWriter(path: path, compressionLevel: compressionLevel)
    }

    /// Adds a payload file from memory.
    ///
    /// - Parameter path: its path in the bag, below `data/`.
    public func add(_ path: String, bytes: [UInt8]) throws(BagWriterError) {
        try begin(path, size: Int64(bytes.count))
        try write(bytes)
        try end()
    }

    /// Adds a payload file from a file of the system, streamed.
    ///
    /// - Throws: ``BagWriterError/file(_:)`` too where the file becomes shorter meanwhile.
    public func add(_ path: String, contentsOf file: String) throws(BagWriterError) {
        let source = try BagWriter.reading(file)
        try begin(path, size: source.size)
        var position: Int64 = 0
        while position < source.size {
            let piece = try BagWriter.piece(of: source, at: position)
            try write(piece)
            position += Int64(piece.count)
        }
        try end()
    }

    /// Adds a payload file whose content is produced piece by piece.
    ///
    ///     try writer.add("data/records/party.csv") { sink in
    ///         for row in rows { try sink.write(row.bytes) }
    ///     }
    public func add(_ path: String, producing produce: (Sink) throws -> Void) throws {
        try begin(path, size: nil)
        try produce(Sink(writer: self))
        try end()
    }

    /// Writes bag-info.txt, the manifests and, with a key, the signature.
    ///
    /// - Parameters:
    ///   - fields: the fields of bag-info.txt; Bagging-Date and Payload-Oxum are added.
    ///   - key: signs the tag manifest.
    ///   - namespace: that of the signature, such as ``BatchHeader/namespace``.
    public func finish(
        fields: [BagInfo.Field],
        baggingDate: Day,
        key: SSHPrivateKey?,
        namespace: String
    ) throws(BagWriterError) -> WrittenBag {
        // bagit.py takes no bag without this folder, though it be empty.
        if payload.isEmpty { try zip.folder("\(folder)/data") }
        let oxum = PayloadOxum(bytes: payloadBytes, files: payload.count)
        let info = fields + [BagInfo.Field("Bagging-Date", baggingDate.description), BagInfo.Field(PayloadOxum.label, oxum.text)]
        for field in info where !field.standsInOneLine { throw .field(field.label) }
        var tags: [String: Digest] = [:]
        for (name, bytes) in [
            (BagDeclaration.fileName, BagDeclaration.bytes),
            (BagInfo.fileName, BagInfo(fields: info).bytes),
            (Manifest.payloadName, Manifest.bytes(of: payload)),
        ] {
            tags[name] = Digest(of: bytes)
            try addTag(name, bytes)
        }
        let tagManifest = Manifest.bytes(of: tags)
        try addTag(Manifest.tagName, tagManifest)
        if let key { try addTag(Manifest.signatureName, key.signature(over: tagManifest, namespace: namespace).armored) }
        let (digest, bytes) = try zip.finish()
        return WrittenBag(tagManifestDigest: Digest(of: tagManifest), zipDigest: digest, zipBytes: bytes)
    }

    private func addTag(_ name: String, _ bytes: [UInt8]) throws(BagWriterError) {
        try zip.begin("\(folder)/\(name)", size: Int64(bytes.count))
        try zip.write(bytes)
        try zip.end()
    }

    private func begin(_ path: String, size: Int64?) throws(BagWriterError) {
        try claim(path)
        try zip.begin("\(folder)/\(path)", size: size)
        current = (path, ContentHash(), 0)
    }

    private func write(_ bytes: [UInt8]) throws(BagWriterError) {
        current.hash.update(bytes)
        current.count += Int64(bytes.count)
        try zip.write(bytes)
    }

    private func end() throws(BagWriterError) {
        try zip.end()
        payload[current.path] = Digest(bytes: current.hash.bytes)
        payloadBytes += current.count
    }

    private static func reading(_ file: String) throws(BagWriterError) -> ReadableFile {
        do throws(FileFailure) {
            return try ReadableFile(path: file)
        } catch {
            throw .file(error)
        }
    }

    private static func piece(of source: ReadableFile, at position: Int64) throws(BagWriterError) -> [UInt8] {
        do throws(BagError) {
            return try source.bytes(at: position, count: Int(min(1 << 20, source.size - position)))
        } catch .unreadable(let failure) {
            throw .file(failure)
        } catch {
            throw .file(FileFailure("read", path: source.path, errorNumber: EIO))
        }
    }

    /// Refuses the paths that a reader would refuse.
    private func claim(_ path: String) throws(BagWriterError) {
        if let (english, chinese) = EntryName.objection(to: path) { throw .path(path, english: english, chinese: chinese) }
        guard path.utf8.starts(with: "data/".utf8) else {
            throw .path(path, english: "a payload path begins with data/", chinese: "有效载荷路径应以 data/ 开头")
        }
        guard path.utf8.allSatisfy({ $0 != 0x25 && $0 != 0x0A && $0 != 0x0D }) else {
            throw .path(path, english: "a payload path holds no '%', CR or LF", chinese: "有效载荷路径不得含有 % 或换行")
        }
        guard keys.insert(EntryName.key(path)).inserted else {
            throw .path(path, english: "the bag has a file of that name but for case or composition", chinese: "数据包中已有同名文件（不分大小写）")
        }
    }
}
