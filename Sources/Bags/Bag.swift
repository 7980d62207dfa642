public import Programme

/// A whole, well-formed zipped bag whose tag files are proven against its tag manifest; its payload is proven as it is read.
///
///     let bag = try Bag(contentsOf: "inbox/410305-B-000031.zip")
///     let header = try BatchHeader(bag.info)
///     try bag.readPayload(into: &receiver)
///
/// Opening holds the zip against sections 2 and 5 of the exchange format. The signature and the Batch-* fields are the caller's next questions.
public struct Bag: Sendable {
    /// bag-info.txt, the tag manifest and the signature.
    public let tags: SignedTags
    /// The payload in the order in which it lies in the zip.
    public let payload: [PayloadFile]

    private let archive: ZipArchive
    private let entries: [ZipEntry]
    private let otherManifests: [Manifest]

    /// Opens the zip at a path.
    ///
    /// - Throws: ``BagError``: not whole, refused, or unreadable.
    public init(contentsOf path: String, limits: BagLimits = BagLimits()) throws(BagError) {
        let file: ReadableFile
        do throws(FileFailure) {
            file = try ReadableFile(path: path)
        } catch {
            throw .unreadable(error)
        }
        do throws(BagError) {
            archive = try ZipArchive(file, limits: limits)
        } catch {
            throw file.hasChanged ? .notWhole(NotWhole(bytes: file.size, .changing)) : Bag.told(error, file, limits)
        }
        var opening = BagOpening(archive)
        do throws(BagError) {
            try opening.run()
        } catch {
            throw Bag.settled(error, archive, opening.tags)
        }
        guard let tags = opening.tags else { throw .notWhole(NotWhole(bytes: file.size, .changing)) }
        self.tags = tags
        payload = opening.payload.map(\.file)
        entries = opening.payload.map(\.entry)
        otherManifests = opening.otherManifests
        if file.hasChanged { throw .notWhole(NotWhole(bytes: file.size, .changing)) }
    }

    /// The fields of bag-info.txt.
    public var info: BagInfo { tags.info }
    /// SHA-256 of tagmanifest-sha256.txt: what the next batch's Batch-Previous names.
    public var tagManifestDigest: Digest { tags.tagManifestDigest }
    /// The exact bytes of tagmanifest-sha256.txt.
    public var tagManifest: [UInt8] { tags.tagManifest }
    /// The bytes of tagmanifest-sha256.txt.sig, if it is there.
    public var signature: [UInt8]? { tags.signature }
    /// The size of the zip in bytes.
    public var zipBytes: Int64 { archive.file.size }

    /// Inflates payload files in one pass, in the order in which they lie in the zip, and proves each by size, CRC and digest.
    ///
    /// - Parameters:
    ///   - isWanted: which files; all unless given.
    ///   - receiver: takes the content.
    /// - Throws: ``BagError`` (`BAG-DIGEST` where a digest differs), or what the receiver throws.
    public func readPayload(where isWanted: (PayloadFile) -> Bool = { _ in true }, into receiver: inout some PayloadReceiver) throws {
        do {
            for (file, entry) in zip(payload, entries) where isWanted(file) {
                try read(file, entry, into: &receiver)
            }
        } catch let error as BagError {
            throw Bag.settled(error, archive, tags)
        }
        if archive.file.hasChanged { throw BagError.notWhole(NotWhole(bytes: zipBytes, .changing)) }
    }

    /// Proves the whole payload without keeping any of it.
    public func verifyPayload() throws(BagError) {
        var receiver = DiscardingReceiver()
        do {
            try readPayload(into: &receiver)
        } catch let error as BagError {
            throw error
        } catch {
            // The receiver throws nothing of its own; an unknown failure is never taken for proof.
            throw .notWhole(NotWhole(bytes: zipBytes, .changing))
        }
    }

    /// The proven content of one payload file, in memory; `nil` where the bag has no such path.
    public func content(of path: String) throws -> [UInt8]? {
        guard payload.contains(where: { $0.path == path }) else { return nil }
        var receiver = CollectingReceiver()
        try readPayload(where: { $0.path == path }, into: &receiver)
        return receiver.bytes
    }

    private func read(_ file: PayloadFile, _ entry: ZipEntry, into receiver: inout some PayloadReceiver) throws {
        let claim = ContentProof.Claim(manifest: Manifest.payloadName, algorithm: .sha256, checksum: file.digest.description)
        var proof = ContentProof(file.path, [claim] + otherManifests.compactMap { $0.claim(of: file.path) })
        try receiver.begin(file)
        try archive.read(entry) { (chunk: UnsafeRawBufferPointer) throws in
            proof.update(chunk)
            try receiver.receive(chunk)
        }
        try proof.check()
        try receiver.end(file)
    }

    /// What is told in the end: a refusal only of a file that is whole and at rest, with what the bag says of itself.
    private static func settled(_ error: BagError, _ archive: ZipArchive, _ tags: SignedTags?) -> BagError {
        guard case .refused(var refusal) = error else { return error }
        do throws(BagError) {
            try archive.confirmWhole()
        } catch {
            return error
        }
        refusal.tags = tags
        return told(.refused(refusal), archive.file, archive.limits)
    }

    /// A refusal found before bag-info.txt was proven still tells whose bag it is, where that can be read.
    private static func told(_ error: BagError, _ file: ReadableFile, _ limits: BagLimits) -> BagError {
        guard case .refused(var refusal) = error, refusal.tags == nil else { return error }
        refusal.tags = TagSalvage(file, limits).tags
        return .refused(refusal)
    }
}
