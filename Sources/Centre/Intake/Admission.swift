import Bags
import Glibc
import Programme
import Records
import Store

/// Where the bytes of a batch lie, and what is known of how they came.
struct Source: Sendable {
    let path: String
    /// The number of the claim by which the file left the inbox; 0 for an archived one.
    var claim: Int
    /// Its name below the inbox, such as `410305/batch.zip`.
    let name: String
    /// The office whose subfolder it was dropped in, if it was in one.
    let folder: OfficeCode?

    /// A file just claimed.
    init(_ file: ClaimedFile) {
        path = file.path
        claim = file.number
        name = file.nameInInbox
        folder = file.office
    }

    /// A file of the archive.
    init(archived path: String, name: String, folder: OfficeCode? = nil, claim: Int = 0) {
        self.path = path
        self.name = name
        self.claim = claim
        self.folder = folder
    }
}

/// What the centre makes of a claimed file before any row of it is looked at.
enum Admission: Sendable {
    /// A proven, well-signed batch.
    case batch(Admitted)
    /// What can never be taken.
    case refused(Refused)
    /// The file is not whole: it goes back and waits.
    case notWhole(NotWhole)

    struct Admitted: Sendable {
        var file: Source
        let header: BatchHeader
        let digest: Digest
        let zip: Digest
        let bytes: Int64
        let tables: BatchTables
        /// Why a file of records is no table, where one is none.
        let fault: BatchTables.Fault?
        var isWellSigned: Bool
    }

    struct Refused: Sendable {
        var file: Source
        let zip: Digest
        let bytes: Int64
        var refusal: Refusal
        /// What the bag says of itself, where its signature holds; else nothing in it can be believed.
        var header: BatchHeader?
        /// The office whose bag it is, where its signature holds; known also where the rest of the header cannot be read.
        var office: OfficeCode?
        var digest: Digest?
        var isWellSigned: Bool
    }
}

/// Opens claimed files and archived ones: wholeness, structure, signature, digests, in this order.
struct Gate: Sendable {
    let configuration: CentreConfiguration

    /// Looks at a file.
    ///
    /// - Parameters:
    ///   - trusting: whether the signature was judged when the file was first taken, so that today's keys have no say.
    ///   - vault: takes the evidence of a proven batch, so that its bytes need not be inflated again.
    /// - Throws: ``FileFailure`` where the file cannot be read, ``StagingFailure`` where the vault cannot be written.
    func admit(_ file: Source, trusting: Bool = false, into vault: EvidenceVault? = nil) throws -> Admission {
        Heartbeat.beat()
        let zip: Digest
        let bytes: Int64
        do {
            zip = try Digest(ofFileAt: file.path)
            bytes = size(of: file.path)
        }
        do {
            let bag = try Bag(contentsOf: file.path, limits: configuration.settings.bags)
            return try judge(bag, file, zip, bytes, trusting: trusting, vault)
        } catch let error as BagError {
            switch error {
            case .notWhole(let reason): return .notWhole(reason)
            case .refused(let refusal): return .refused(refused(file, zip, bytes, Refusal(refusal), refusal.tags, trusting: trusting))
            case .unreadable(let failure): throw failure
            }
        }
    }

    private func judge(
        _ bag: Bag,
        _ file: Source,
        _ zip: Digest,
        _ bytes: Int64,
        trusting: Bool,
        _ vault: EvidenceVault?
    ) throws -> Admission {
        let header: BatchHeader
        var isWellSigned = trusting
        do {
            header = try BatchHeader(bag.info)
            try checkOffice(header, file)
            if !trusting { isWellSigned = try verify(bag.tags, header.identity.office, at: header.exportedAt) }
        } catch let refusal as BagRefusal {
            return .refused(refused(file, zip, bytes, Refusal(refusal), bag.tags, trusting: trusting))
        } catch let refusal as Misaddressed {
            return .refused(refused(file, zip, bytes, refusal.refusal, bag.tags, trusting: trusting))
        }
        var prover = ProvingReceiver(evidence: vault.map { StagingReceiver(vault: $0, claim: file.claim) })
        do {
            try bag.readPayload(into: &prover)
            vault?.take(prover.evidence?.written ?? [])
        } catch {
            prover.evidence?.discard()
            guard case BagError.refused(let refusal) = error else { throw error }
            return .refused(
                Admission.Refused(
                    file: file,
                    zip: zip,
                    bytes: bytes,
                    refusal: Refusal(refusal),
                    header: header,
                    digest: bag.tagManifestDigest,
                    isWellSigned: isWellSigned
                )
            )
        }
        var tables = BatchTables(
            bag: bag,
            limits: configuration.settings.csv,
            mostRows: configuration.settings.bags.batchRows,
            encodings: prover.encodings
        )
        var fault: BatchTables.Fault?
        do { try Stage.check.timed { try tables.check() } } catch let found as BatchTables.Fault { fault = found }
        return .batch(
            Admission.Admitted(
                file: file,
                header: header,
                digest: bag.tagManifestDigest,
                zip: zip,
                bytes: bytes,
                tables: tables,
                fault: fault,
                isWellSigned: isWellSigned
            )
        )
    }

    /// The office that the bag names must be one of ours, and the one in whose folder it was dropped.
    private func checkOffice(_ header: BatchHeader, _ file: Source) throws(Misaddressed) {
        let office = header.identity.office
        guard configuration.offices[office] != nil else {
            throw Misaddressed(
                "office \(office) is not in offices.yaml",
                "单位 \(office) 不在单位名录中",
                fix: "核对 bag-info.txt 的 Batch-Office；新设单位请先由中心登记。"
            )
        }
        if let folder = file.folder, folder != office {
            throw Misaddressed(
                "the bag names office \(office) but was dropped in inbox/\(folder)/",
                "数据包写明的单位是 \(office)，却投递在 \(folder) 的收件夹",
                fix: "投递到本单位自己的收件夹。"
            )
        }
    }

    /// A bag of an office that we do not know, or in another's folder.
    private struct Misaddressed: Error {
        let refusal: Refusal

        init(_ english: String, _ chinese: String, fix: String) {
            refusal = Refusal(code: "SIGN-OFFICE", section: 3, english: "SIGN-OFFICE: \(english)", chinese: chinese, fix: fix)
        }
    }

    /// Whether the signature holds; an unsigned batch passes only where the settings say so.
    private func verify(_ tags: SignedTags, _ office: OfficeCode, at exported: Instant) throws(BagRefusal) -> Bool {
        if tags.signature == nil, configuration.settings.intake.signatures == .optional { return false }
        _ = try configuration.allowedSigners.verify(
            tags.signature,
            over: tags.tagManifest,
            namespace: BatchHeader.namespace,
            office: office,
            at: exported,
            revoked: configuration.revokedKeys
        )
        return true
    }

    /// A refused bag tells whose it is only where its signature holds.
    private func refused(
        _ file: Source,
        _ zip: Digest,
        _ bytes: Int64,
        _ refusal: Refusal,
        _ tags: SignedTags?,
        trusting: Bool
    ) -> Admission.Refused {
        var header: BatchHeader?
        let office = tags.flatMap { signer(of: $0, trusting: trusting) }
        if let tags, let told = try? BatchHeader(tags.info), told.identity.office == office { header = told }
        return Admission.Refused(
            file: file,
            zip: zip,
            bytes: bytes,
            refusal: refusal,
            header: header,
            office: office,
            digest: header == nil ? nil : tags?.tagManifestDigest,
            isWellSigned: header != nil
        )
    }

    /// The one office that a bag names and whose signature it bears, whatever else is wrong with it.
    private func signer(of tags: SignedTags, trusting: Bool) -> OfficeCode? {
        let named = Set(tags.info.values(of: "Batch-Office"))
        guard named.count == 1, let office = named.first.flatMap({ OfficeCode($0) }), configuration.offices[office] != nil else { return nil }
        if trusting { return office }
        let exported = tags.info.values(of: "Batch-Exported-At").first.flatMap { Instant($0) }
        // Without a time to hold the key's validity against, only a key that is valid at every time proves anything.
        let moments = exported.map { [$0] } ?? [Gate.earliest, Gate.latest]
        return moments.allSatisfy { (try? verify(tags, office, at: $0)) == true } ? office : nil
    }

    /// Times before and after any that the validity of a key could name.
    private static let earliest = Instant(seconds: 0)
    /// 9999-12-31T23:59:59+08:00.
    private static let latest = Instant(seconds: 253_402_271_999)

    private func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}

extension [Admission] {
    /// The same admissions with claims of their own below zero, so that a preview's files are told apart without having been claimed.
    func numbered() -> [Admission] {
        enumerated().map { index, admission in
            switch admission {
            case .batch(var batch):
                batch.file.claim = -1 - index
                return .batch(batch)
            case .refused(var refused):
                refused.file.claim = -1 - index
                return .refused(refused)
            case .notWhole: return admission
            }
        }
    }
}
