import Programme

/// Reads a bag's tag files in the order in which each vouches for the next: declaration, tag manifest, bag-info.txt, manifest.
struct BagOpening {
    private let archive: ZipArchive

    /// Known once bag-info.txt is proven against the tag manifest.
    private(set) var tags: SignedTags?
    private(set) var payload: [(file: PayloadFile, entry: ZipEntry)] = []
    /// The payload manifests beside that of SHA-256 whose algorithms are known: every one of them must verify (RFC 8493, section 3).
    private(set) var otherManifests: [Manifest] = []

    init(_ archive: ZipArchive) {
        self.archive = archive
    }

    mutating func run() throws(BagError) {
        let folder = try BagFolder(archive.entries)
        let payloadItems = folder.files.filter { $0.readings[0].utf8.starts(with: "data/".utf8) }
        let tagItems = folder.files.filter { !$0.readings[0].utf8.starts(with: "data/".utf8) }
        try checkStructure(tagItems)

        let tagManifestBytes = try content(Manifest.tagName, of: tagItems, limit: manifestLimit(.sha256))
        let tagManifest = try manifest(tagManifestBytes, Manifest.tagName, isPayload: false, .sha256)
        let tagManifests = [tagManifest] + (try otherTagManifests(tagItems, beside: tagManifest))
        let exempt = tagManifests.map(\.file) + [Manifest.signatureName]
        let resolved = try match(tagItems, with: tagManifest, except: exempt)
        let required = [BagDeclaration.fileName, BagInfo.fileName, Manifest.payloadName]
        for name in required where tagManifest.place(of: name) == nil {
            throw .refused(.tagManifest, file: Manifest.tagName, "the tag manifest does not list \(name)", "标签清单没有列入 \(name)")
        }
        func proven(_ name: String, limit: Int64) throws(BagError) -> [UInt8] {
            let bytes = try content(name, of: tagItems, limit: limit)
            var proof = ContentProof(name, tagManifests.compactMap { $0.claim(of: name) })
            proof.update(bytes)
            try proof.check()
            return bytes
        }

        let info = try BagInfo(try proven(BagInfo.fileName, limit: archive.limits.tagFileBytes))
        let hasSignature = tagItems.contains { $0.readings[0] == Manifest.signatureName }
        tags = SignedTags(
            info: info,
            tagManifest: tagManifestBytes,
            tagManifestDigest: Digest(of: tagManifestBytes),
            signature: hasSignature ? try content(Manifest.signatureName, of: tagItems, limit: archive.limits.tagFileBytes) : nil
        )
        try PayloadOxum(bytes: payloadItems.reduce(0) { $0 + $1.entry.size }, files: payloadItems.count).check(against: info)
        try BagDeclaration.check(try proven(BagDeclaration.fileName, limit: archive.limits.tagFileBytes))
        let payloadManifest = try manifest(
            try proven(Manifest.payloadName, limit: manifestLimit(.sha256)),
            Manifest.payloadName,
            isPayload: true,
            .sha256
        )
        let present = resolved.map { (path: $0.line.path, entry: $0.entry) } + unlisted(tagItems, by: tagManifest)
        try proveOthers(present, tagManifests, except: required)

        let matched = try match(payloadItems, with: payloadManifest, except: [])
        try BagFolder.checkDistinct(files: present.map(\.path) + matched.map(\.line.path), folders: folder.folders)
        payload = try matched.map { item throws(BagError) in
            try checkCSVSize(item.line.path, item.entry.size)
            return (PayloadFile(path: item.line.path, digest: try digest(of: item.line), size: item.entry.size), item.entry)
        }
        for (line, _) in resolved where line.path != Manifest.payloadName {
            guard let name = Manifest.algorithmName(of: line.path, prefix: "manifest-") else { continue }
            let algorithm = ManifestAlgorithm(rawValue: name)
            let bytes = try content(line.path, of: tagItems, limit: manifestLimit(algorithm))
            let other = try manifest(bytes, line.path, isPayload: true, algorithm)
            try other.checkCompleteness(beside: payloadManifest)
            if algorithm != nil { otherManifests.append(other) }
        }
    }

    private func checkStructure(_ items: [BagFolder.Item]) throws(BagError) {
        let names = Set(items.map { $0.readings[0] })
        if names.contains("fetch.txt") {
            throw .refused(.fetch, file: "fetch.txt", "the bag leaves files to be fetched", "数据包要求另行下载文件，不予接受")
        }
        guard names.contains(BagDeclaration.fileName) else {
            throw .refused(.declaration, file: BagDeclaration.fileName, "the top folder holds no bagit.txt", "顶层文件夹中没有 bagit.txt")
        }
        for name in [Manifest.payloadName, Manifest.tagName] where !names.contains(name) {
            throw .refused(.manifestMissing, file: name, "the bag has no \(name)", "数据包缺少 \(name)")
        }
        guard names.contains(BagInfo.fileName) else {
            throw .refused(.infoMissing, file: BagInfo.fileName, "the bag has no bag-info.txt", "数据包缺少 bag-info.txt")
        }
    }

    /// Finds each file's line, by its UTF-8 reading or else by its GB18030 reading, and each line's file.
    private func match(
        _ items: [BagFolder.Item],
        with manifest: Manifest,
        except exempt: [String]
    ) throws(BagError) -> [(line: Manifest.Line, entry: ZipEntry)] {
        var matched: [(line: Manifest.Line, entry: ZipEntry)] = []
        var taken = [Bool](repeating: false, count: manifest.lines.count)
        for item in items {
            guard let place = item.readings.lazy.compactMap({ manifest.place(of: $0) }).first else {
                if exempt.contains(item.readings[0]) { continue }
                throw .refused(.unlisted, file: item.readings[0], "no manifest lists the file", "清单中没有列出该文件")
            }
            guard !taken[place] else {
                throw .refused(.nameDuplicate, file: manifest.lines[place].path, "the zip holds the file twice", "压缩包中有两个同名文件")
            }
            taken[place] = true
            matched.append((manifest.lines[place], item.entry))
        }
        if let place = taken.firstIndex(of: false) {
            let line = manifest.lines[place]
            throw .refused(.absent, file: line.path, "the manifest lists the file, the zip does not hold it", "清单列出了该文件，但压缩包中没有")
        }
        return matched
    }

    /// The tag manifests beside that of SHA-256 whose algorithms are known. No tag manifest may list another (RFC 8493, section 2.2.1), so these alone
    /// need not be listed: what they say of the listed files vouches for them.
    private func otherTagManifests(_ items: [BagFolder.Item], beside tagManifest: Manifest) throws(BagError) -> [Manifest] {
        var manifests: [Manifest] = []
        for name in items.map({ $0.readings[0] }) where name != Manifest.tagName {
            guard let algorithm = Manifest.algorithmName(of: name, prefix: "tagmanifest-").flatMap({ ManifestAlgorithm(rawValue: $0) }) else {
                continue
            }
            let bytes = try content(name, of: items, limit: manifestLimit(algorithm))
            do throws(BagError) {
                manifests.append(try manifest(bytes, name, isPayload: false, algorithm))
            } catch {
                guard case .refused(let fault) = error, tagManifest.place(of: name) == nil else { throw error }
                throw .refused(
                    .unlisted,
                    file: name,
                    line: fault.line,
                    "no manifest lists the file, and it is no tag manifest: \(fault.english)",
                    "清单中没有列出该文件，其内容也不是标签清单：\(fault.chinese)"
                )
            }
        }
        return manifests
    }

    private func manifestLimit(_ algorithm: ManifestAlgorithm?) -> Int64 { archive.limits.manifestBytes(algorithm, listing: archive.entries) }

    private func manifest(_ bytes: [UInt8], _ file: String, isPayload: Bool, _ algorithm: ManifestAlgorithm?) throws(BagError) -> Manifest {
        try Manifest(bytes, file: file, isPayload: isPayload, algorithm: algorithm, longestPath: archive.limits.manifestPathBytes)
    }

    /// The signature and the tag manifests, unless they are listed.
    private func unlisted(_ items: [BagFolder.Item], by tagManifest: Manifest) -> [(path: String, entry: ZipEntry)] {
        items.filter { item in !item.readings.contains { tagManifest.place(of: $0) != nil } }.map { ($0.readings[0], $0.entry) }
    }

    private func content(_ name: String, of items: [BagFolder.Item], limit: Int64) throws(BagError) -> [UInt8] {
        let found = items.filter { $0.readings[0] == name }
        guard let item = found.first, found.count == 1 else {
            throw .refused(.nameDuplicate, file: name, "the zip holds the file twice", "压缩包中有两个同名文件")
        }
        guard item.entry.size <= limit else {
            throw .refused(
                .limitTagBytes,
                file: name,
                "the file has \(item.entry.size) bytes, more than the limit of \(limit)",
                "该文件 \(item.entry.size) 字节，超过上限 \(limit) 字节"
            )
        }
        var bytes: [UInt8] = []
        try archive.readPlainly(item.entry) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Proves the tag files that nothing else reads.
    private func proveOthers(_ items: [(path: String, entry: ZipEntry)], _ manifests: [Manifest], except known: [String]) throws(BagError) {
        for (path, entry) in items where !known.contains(path) {
            let claims = manifests.compactMap { $0.claim(of: path) }
            if claims.isEmpty { continue }
            var proof = ContentProof(path, claims)
            try archive.readPlainly(entry) { proof.update($0) }
            try proof.check()
        }
        let paths = Set(items.map(\.path))
        for manifest in manifests.dropFirst() { try manifest.checkCompleteness(amongTags: paths) }
    }

    private func digest(of line: Manifest.Line) throws(BagError) -> Digest {
        guard let digest = Digest(hex: line.checksum) else {
            throw .refused(.manifestLine, file: Manifest.payloadName, line: line.number, "the line has no SHA-256", "该行没有 SHA-256 摘要")
        }
        return digest
    }

    private func checkCSVSize(_ path: String, _ size: Int64) throws(BagError) {
        guard path.hasPrefix("data/records/"), size > archive.limits.csvFileBytes else { return }
        throw .refused(
            .limitCSVBytes,
            file: path,
            "the table has \(size) bytes, more than the limit of \(archive.limits.csvFileBytes)",
            "该表 \(size) 字节，超过上限 \(archive.limits.csvFileBytes) 字节"
        )
    }
}
