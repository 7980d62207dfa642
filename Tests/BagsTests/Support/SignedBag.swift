import Programme
import TestSupport

@testable import Bags

/// A batch that its office has packed and signed, so that a test may spoil it afterwards.
struct SignedBag {
    static let office = OfficeCode("410305")!
    static let key = SSHPrivateKey(generatingWithComment: "410305")

    /// The entries as the writer made them.
    static func zip() throws -> RawZip {
        let folder = try TemporaryFolder()
        let writer = try BagWriter(path: folder / "bag.zip", folder: "410305-B-000031")
        for (path, bytes) in BagFixture().payload { try writer.add(path, bytes: bytes) }
        _ = try writer.finish(
            fields: BagFixture().fields,
            baggingDate: Day("2026-03-02")!,
            key: key,
            namespace: BatchHeader.namespace
        )
        let archive = try ZipArchive(ReadableFile(path: folder / "bag.zip"), limits: BagLimits())
        return RawZip(
            entries: try archive.entries.map { entry in
                var bytes: [UInt8] = []
                try archive.readPlainly(entry) { bytes.append(contentsOf: $0) }
                return RawZip.Entry(name: entry.name, bytes)
            }
        )
    }

    /// The office that a refusal's tags name, where the signature holds.
    static func signer(of refusal: BagRefusal) throws -> OfficeCode? {
        guard let tags = refusal.tags, let office = OfficeCode(tags.info.values(of: "Batch-Office").first ?? "") else { return nil }
        let signers = try AllowedSigners(Array("\(SignedBag.office) \(key.publicKey)\n".utf8))
        do {
            _ = try signers.verify(
                tags.signature,
                over: tags.tagManifest,
                namespace: BatchHeader.namespace,
                office: office,
                at: Instant("2026-03-02T09:30:00+08:00")!,
                revoked: RevokedKeys()
            )
            return office
        } catch {
            return nil
        }
    }
}

extension RawZip {
    /// The place of the entry of that name in the top folder.
    func place(of name: String) -> Int {
        entries.firstIndex { String(decoding: $0.name, as: UTF8.self) == "410305-B-000031/\(name)" }!
    }

    mutating func change(_ name: String, _ change: (inout Entry) -> Void) {
        change(&entries[place(of: name)])
    }

    mutating func add(_ name: String, _ bytes: [UInt8] = []) {
        entries.append(Entry(name, bytes))
    }
}
