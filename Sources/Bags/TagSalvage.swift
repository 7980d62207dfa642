import Programme

/// Looks in a refused zip for the three files that tell whose it is: tag manifest, signature and bag-info.txt.
///
/// Nothing of the zip's structure is believed: it only shows where to look. What is found is told only if the tag manifest gives the digest of
/// bag-info.txt, and means something only where the signature over the tag manifest holds, which is for the caller to ask. No more is read than
/// ``BagLimits/salvageBytes`` of the directory and, for each file, ``BagLimits/tagFileBytes``; no path of the zip is used but to group the three.
struct TagSalvage {
    /// How many files of the three names a zip may hold before it is no longer looked through.
    private static let mostCandidates = 32

    private let file: ReadableFile
    private let limits: BagLimits

    init(_ file: ReadableFile, _ limits: BagLimits) {
        self.file = file
        self.limits = limits
    }

    /// What the bag says of itself, or `nil` where that cannot be read or is not proven by its tag manifest.
    var tags: SignedTags? {
        do throws(BagError) {
            let end = try ZipEndRecord.find(in: file).record
            for candidates in try candidates(at: end) {
                if let tags = try tags(of: candidates, before: end.directoryOffset) { return tags }
            }
        } catch {
            // The refusal at hand is what is told; that its sender cannot be found out adds nothing to it.
        }
        return nil
    }

    // MARK: - Looking

    /// The entries of one folder that have the three names.
    private struct Candidates {
        var tagManifests: [ZipEntry] = []
        var signatures: [ZipEntry] = []
        var infos: [ZipEntry] = []

        mutating func add(_ entry: ZipEntry, named name: ArraySlice<UInt8>) {
            switch String(decoding: name, as: UTF8.self) {
            case Manifest.tagName: tagManifests.append(entry)
            case Manifest.signatureName: signatures.append(entry)
            default: infos.append(entry)
            }
        }
    }

    /// The candidates by folder, those least deep first: a bag may hold another one as evidence.
    private func candidates(at end: ZipEndRecord) throws(BagError) -> [Candidates] {
        let names = [Manifest.tagName, Manifest.signatureName, BagInfo.fileName].map { Array($0.utf8) }
        var found: [(folder: [UInt8], candidates: Candidates)] = []
        var count = 0
        var window = FileWindow(file)
        var position = end.directoryOffset
        let limit = end.directoryOffset + min(end.directorySize, limits.salvageBytes)
        while let header = try ZipDirectoryHeader(at: position, before: limit, through: &window) {
            position = header.end
            // Some Windows programs write backslashes.
            let cut = header.name.lastIndex(where: TagSalvage.isSeparator).map { $0 + 1 } ?? 0
            let name = header.name[cut...]
            guard names.contains(where: { name.elementsEqual($0) }), let entry = header.entry else { continue }
            count += 1
            guard count <= TagSalvage.mostCandidates else { return [] }
            let folder = Array(header.name[..<cut])
            let place = found.firstIndex { $0.folder == folder } ?? found.count
            if place == found.count { found.append((folder, Candidates())) }
            found[place].candidates.add(entry, named: name)
        }
        func depth(_ folder: [UInt8]) -> Int { folder.count(where: TagSalvage.isSeparator) }
        return found.enumerated().sorted { (depth($0.element.folder), $0.offset) < (depth($1.element.folder), $1.offset) }.map(\.element.candidates)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }

    // MARK: - Reading

    /// What one folder's files say, where there is one tag manifest and it gives the digest of a bag-info.txt.
    private func tags(of candidates: Candidates, before directory: Int64) throws(BagError) -> SignedTags? {
        guard candidates.tagManifests.count == 1, candidates.signatures.count <= 1 else { return nil }
        guard let tagManifest = try content(of: candidates.tagManifests[0], before: directory) else { return nil }
        for entry in candidates.infos {
            guard let info = try content(of: entry, before: directory), vouches(tagManifest, for: Digest(of: info)) else { continue }
            return SignedTags(
                info: BagInfo(lenient: info),
                tagManifest: tagManifest,
                tagManifestDigest: Digest(of: tagManifest),
                signature: try candidates.signatures.first.flatMap { entry throws(BagError) in try content(of: entry, before: directory) }
            )
        }
        return nil
    }

    /// Whether a tag manifest gives this digest, and no other, for bag-info.txt; its other lines may be wrong.
    private func vouches(_ tagManifest: [UInt8], for digest: Digest) -> Bool {
        let checksums = TagText(lenient: tagManifest).lines.compactMap { Manifest.parts(of: $0.bytes) }.filter {
            $0.path.utf8.elementsEqual(BagInfo.fileName.utf8)
        }.map(\.checksum)
        return Set(checksums) == [digest.description]
    }

    /// The content of a small entry, or `nil` where it is not small, cannot be inflated, or is damaged.
    private func content(of entry: ZipEntry, before directory: Int64) throws(BagError) -> [UInt8]? {
        guard !entry.isEncrypted, [ZipEntry.stored, ZipEntry.deflated].contains(entry.method), !entry.isFolder,
            entry.size <= limits.tagFileBytes, entry.compressedSize <= limits.tagFileBytes
        else { return nil }
        var window = FileWindow(file)
        guard let header = try ZipLocalHeader(of: entry, through: &window, before: directory, fileSize: file.size) else { return nil }
        var placed = entry
        placed.dataOffset = header.dataOffset
        guard placed.dataEnd <= directory else { return nil }
        var bytes: [UInt8] = []
        guard case .complete? = try? ZipInflater(file, placed).read({ bytes.append(contentsOf: $0) }) else { return nil }
        return bytes
    }
}
