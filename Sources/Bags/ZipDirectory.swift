/// Reads the central directory of a zip (APPNOTE 4.3.12).
enum ZipDirectory {
    /// The entries in the order in which they lie in the file.
    ///
    /// - Throws: ``BagError/refused(_:)`` where the directory is not exactly the entries that the end record counts;
    ///   ``BagError/notWhole(_:)`` where a piece of it has not been written yet.
    static func entries(of file: ReadableFile, at end: ZipEndRecord, limits: BagLimits) throws(BagError) -> [ZipEntry] {
        var window = FileWindow(file)
        var entries: [ZipEntry] = []
        var position = end.directoryOffset
        let limit = end.directoryOffset + end.directorySize
        for _ in 0..<end.entryCount {
            guard let header = try ZipDirectoryHeader(at: position, before: limit, through: &window) else {
                if try isHole(at: position, before: limit, through: &window) { throw .notWhole(NotWhole(bytes: file.size, .directoryMissing)) }
                throw unreadable
            }
            try checkPath(header.name, limits)
            guard let entry = header.entry else { throw unreadable }
            entries.append(entry)
            position = header.end
        }
        guard position == limit else { throw unreadable }
        return entries.sorted { $0.headerOffset < $1.headerOffset }
    }

    private static let unreadable = BagError.refused(
        .zipDirectory,
        "the zip's central directory cannot be read",
        "压缩包的目录无法读取"
    )

    /// Limits on names come first: nothing is kept of a name beyond them.
    private static func checkPath(_ name: [UInt8], _ limits: BagLimits) throws(BagError) {
        guard name.count <= limits.pathBytes else {
            let shown = String(decoding: name.prefix(60), as: UTF8.self) + "…"
            throw .refused(
                .limitPathBytes,
                file: shown,
                "a path of \(name.count) bytes, more than the limit of \(limits.pathBytes)",
                "路径长 \(name.count) 字节，超过上限 \(limits.pathBytes) 字节"
            )
        }
        let levels = name.split(separator: UInt8(ascii: "/")).count
        guard levels <= limits.pathLevels else {
            throw .refused(
                .limitPathLevels,
                file: String(decoding: name, as: UTF8.self),
                "a path of \(levels) levels, more than the limit of \(limits.pathLevels)",
                "路径有 \(levels) 层，超过上限 \(limits.pathLevels) 层"
            )
        }
    }

    private static func isHole(at position: Int64, before limit: Int64, through window: inout FileWindow) throws(BagError) -> Bool {
        guard position + Int64(ZipDirectoryHeader.fixedLength) <= limit else { return false }
        return try window.bytes(at: position, count: 4).beginsInHole(of: ZipDirectoryHeader.signature)
    }
}
