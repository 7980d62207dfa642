/// The entries of a zip as paths inside its single top folder.
struct BagFolder {
    /// An entry and what its path inside the top folder may read.
    struct Item {
        let entry: ZipEntry
        let readings: [String]
    }

    /// The files, in the order in which they lie in the zip.
    let files: [Item]
    /// The first reading of each folder entry below the top folder.
    let folders: [String]

    /// - Throws: ``BagError/refused(_:)`` where a name is unsafe or unreadable, or lies outside the one top folder.
    init(_ entries: [ZipEntry]) throws(BagError) {
        var files: [Item] = []
        var folders: [String] = []
        var tops: Set<String>?
        for entry in entries {
            let readings = try BagFolder.readings(of: entry)
            let parts = readings.map { $0.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
            let common = (tops ?? Set(parts.map { $0[0] })).intersection(parts.map { $0[0] })
            guard !common.isEmpty, parts[0].count == 2 else {
                throw .refused(.topFolder, file: readings[0], "the entry lies outside the zip's single top folder", "该文件不在压缩包唯一的顶层文件夹内")
            }
            tops = common
            if !entry.isFolder {
                files.append(Item(entry: entry, readings: parts.map { $0[1] }))
            } else if !parts[0][1].isEmpty {
                folders.append(String(parts[0][1].dropLast()))
            }
        }
        if entries.isEmpty { throw .refused(.topFolder, "the zip is empty", "压缩包是空的") }
        self.files = files
        self.folders = folders
    }

    private static func readings(of entry: ZipEntry) throws(BagError) -> [String] {
        let readings = EntryName.readings(of: entry.name, isUTF8: entry.namesUTF8)
        guard let first = readings.first else {
            throw .refused(.nameEncoding, file: entry.displayName, "the name is neither UTF-8 nor GB18030", "文件名既不是 UTF-8 也不是 GB18030 编码")
        }
        let path = entry.isFolder ? String(first.dropLast()) : first
        if let (english, chinese) = EntryName.objection(to: path) { throw .refused(.nameUnsafe, file: first, english, chinese) }
        return readings
    }

    /// Refuses names of which an ordinary file system could keep only one: equal after NFC and case folding, or a file where another has a folder.
    static func checkDistinct(files: [String], folders: [String]) throws(BagError) {
        var taken = Set<String>()
        for path in files + folders {
            guard taken.insert(EntryName.key(path)).inserted else {
                throw .refused(.nameDuplicate, file: path, "another entry has the same name but for case or composition", "另有仅大小写或组合形式不同的同名文件")
            }
        }
        let fileKeys = Set(files.map(EntryName.key))
        var seen = Set<Substring>()
        for path in files + folders {
            let key = EntryName.key(path)
            var parent = key[...]
            while let slash = parent.lastIndex(of: "/") {
                parent = parent[..<slash]
                guard seen.insert(parent).inserted else { break }
                guard !fileKeys.contains(String(parent)) else {
                    throw .refused(.nameDuplicate, file: path, "another entry is a file where this one needs a folder", "另有文件与该文件所在文件夹同名")
                }
            }
        }
    }
}
