/// Reads the central directory of a zip (APPNOTE 4.3.12).
enum ZipDirectory {
    static let headerLength = 46

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
            guard position + Int64(headerLength) <= limit else { throw unreadable }
            let fixed = try window.bytes(at: position, count: headerLength)
            guard fixed.starts(with: [0x50, 0x4B, 1, 2]) else {
                if fixed.beginsInHole(of: [0x50, 0x4B, 1, 2]) { throw .notWhole(NotWhole(bytes: file.size, .directoryMissing)) }
                throw unreadable
            }
            let nameLength = fixed.littleEndian16(at: 28)
            let extraLength = fixed.littleEndian16(at: 30)
            let length = headerLength + nameLength + extraLength + fixed.littleEndian16(at: 32)
            guard position + Int64(length) <= limit else { throw unreadable }
            let variable = try window.bytes(at: position + Int64(headerLength), count: nameLength + extraLength)
            let name = Array(variable[..<nameLength])
            try checkPath(name, limits)
            entries.append(try entry(fixed, name: name, extra: Array(variable[nameLength...])))
            position += Int64(length)
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

    private static func entry(_ fixed: [UInt8], name: [UInt8], extra: [UInt8]) throws(BagError) -> ZipEntry {
        var fields = Zip64Fields(extra)
        let size = fields.value(fixed.littleEndian32(at: 24))
        let compressedSize = fields.value(fixed.littleEndian32(at: 20))
        let offset = fields.value(fixed.littleEndian32(at: 42))
        guard let size, let compressedSize, let offset else { throw unreadable }
        return ZipEntry(
            name: name,
            flags: fixed.littleEndian16(at: 8),
            method: fixed.littleEndian16(at: 10),
            checksum: fixed.littleEndian32(at: 16),
            compressedSize: compressedSize,
            size: size,
            headerOffset: offset,
            system: fixed.littleEndian16(at: 4) >> 8,
            attributes: fixed.littleEndian32(at: 38)
        )
    }
}
