import Programme
import TestSupport
import Testing

@testable import Bags

/// A small batch whose parts a test may change before it is zipped.
struct BagFixture {
    var top = "410305-B-000031"
    var payload: [(path: String, bytes: [UInt8])] = [
        ("data/records/party.csv", Array("uscc,name\n".utf8)), ("data/evidence/合同.pdf", Array("pdf".utf8)),
    ]
    var fields = BatchHeader(
        identity: BatchIdentity(office: OfficeCode("410305")!, epoch: 1, sequence: 1),
        previous: nil,
        exportedAt: Instant("2026-03-02T09:30:00+08:00")!,
        acknowledges: 0
    ).fields
    /// Replaces or adds a tag file after the manifest was made, before the tag manifest.
    var tags: [(name: String, bytes: [UInt8])] = []
    /// Replaces a file after everything was listed.
    var late: [(name: String, bytes: [UInt8])] = []
    var manifest: [UInt8]?
    var tagManifest: [UInt8]?
    var without: Set<String> = []
    var key: SSHPrivateKey?

    /// Every file of the bag, by its path in the top folder.
    var files: [(name: String, bytes: [UInt8])] {
        var digests: [String: Digest] = [:]
        for (path, bytes) in payload { digests[path] = Digest(of: bytes) }
        var tagFiles: [(name: String, bytes: [UInt8])] = [
            ("bagit.txt", BagDeclaration.bytes),
            ("bag-info.txt", BagInfo(fields: fields).bytes),
            ("manifest-sha256.txt", manifest ?? Manifest.bytes(of: digests)),
        ]
        for tag in tags {
            tagFiles.removeAll { $0.name == tag.name }
            tagFiles.append(tag)
        }
        var tagDigests: [String: Digest] = [:]
        for (name, bytes) in tagFiles where name != "fetch.txt" { tagDigests[name] = Digest(of: bytes) }
        let tagManifestBytes = tagManifest ?? Manifest.bytes(of: tagDigests)
        tagFiles.append(("tagmanifest-sha256.txt", tagManifestBytes))
        if let key { tagFiles.append(("tagmanifest-sha256.txt.sig", key.signature(over: tagManifestBytes, namespace: "voucherd-batch").armored)) }
        var all = payload.map { (name: $0.path, bytes: $0.bytes) } + tagFiles
        for (name, bytes) in late {
            all.removeAll { $0.name == name }
            all.append((name, bytes))
        }
        return all.filter { !without.contains($0.name) }
    }

    var zip: RawZip {
        RawZip(entries: files.map { RawZip.Entry("\(top)/\($0.name)", $0.bytes) })
    }
}

/// Opens bytes as a bag.
func open(_ bytes: [UInt8], limits: BagLimits = BagLimits()) throws -> Bag {
    let folder = try TemporaryFolder()
    return try Bag(contentsOf: try folder.write("batch.zip", bytes), limits: limits)
}

/// Opens bytes as a bag and reads all of it.
func verify(_ bytes: [UInt8], limits: BagLimits = BagLimits()) throws {
    try open(bytes, limits: limits).verifyPayload()
}

/// The code with which a zip is refused, or `nil` where it is not refused.
func refusal(_ bytes: [UInt8], limits: BagLimits = BagLimits()) throws -> BagRefusal? {
    do {
        try verify(bytes, limits: limits)
        return nil
    } catch BagError.refused(let refusal) {
        return refusal
    }
}

/// Why a zip waits, or `nil` where it does not.
func wait(_ bytes: [UInt8]) throws -> NotWhole? {
    do {
        try verify(bytes)
        return nil
    } catch BagError.notWhole(let state) {
        return state
    }
}
