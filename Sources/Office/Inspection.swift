public import Bags
import Programme
import Records

/// What is in a zip: a batch or a bundle, or why it waits or would be refused.
public struct Inspection: Sendable {
    /// What the centre, or the office, would say to the file.
    public enum Verdict: Sendable, Equatable {
        case acceptable
        case notWhole(NotWhole)
        case refused
    }

    /// A batch of an office or a bundle of the centre.
    public enum Kind: String, Sendable, Encodable {
        case batch
        case bundle
    }

    /// What is known of the signature.
    public enum Signature: Sendable, Equatable {
        case missing
        /// No allowed_signers was given: whose key it is has not been looked up.
        case unchecked(fingerprint: String, fits: Bool)
        case good(fingerprint: String)
        case refused
    }

    /// A reason for refusal.
    public struct Problem: Sendable, Encodable, Equatable {
        public let code: String
        public let article: String
        public let file: String?
        public let line: Int?
        /// For the log; empty where the reason concerns a table.
        public let english: String
        public let chinese: String
        public let fix: String
    }

    /// A payload file.
    public struct Entry: Sendable, Encodable, Equatable {
        public let path: String
        /// In bytes.
        public let size: Int64
        public let digest: String
        /// For a table: its rows without the header.
        public var rows: Int?
        public var encoding: String?
    }

    /// The file inspected.
    public let file: String
    public private(set) var verdict = Verdict.acceptable
    public private(set) var kind: Kind?
    /// The fields of bag-info.txt.
    public private(set) var fields: [BagInfo.Field] = []
    /// The digest of the tag manifest.
    public private(set) var digest: String?
    public private(set) var signature: Signature?
    public private(set) var payload: [Entry] = []
    public private(set) var problems: [Problem] = []

    /// Inspects a file.
    ///
    /// - Parameter trust: whose signatures count; without it a signature is only held against its own key.
    /// - Throws: ``FileFailure`` where the file cannot be read.
    public init(contentsOf path: String, trust: Trust? = nil) throws {
        file = path
        do {
            let bag = try Bag(contentsOf: path)
            take(bag.tags)
            judge(bag.tags, trust)
            payload = bag.payload.map { Entry(path: $0.path, size: $0.size, digest: $0.digest.description) }
            try readTables(of: bag)
        } catch BagError.notWhole(let state) {
            verdict = .notWhole(state)
            return
        } catch BagError.unreadable(let failure) {
            throw failure
        } catch BagError.refused(let refusal) {
            problems.append(Problem(refusal))
            if let tags = refusal.tags, digest == nil {
                take(tags)
                judge(tags, trust)
            }
        }
        if !problems.isEmpty { verdict = .refused }
    }

    private mutating func take(_ tags: SignedTags) {
        fields = tags.info.fields
        digest = tags.tagManifestDigest.description
        kind = tags.info.values(of: "BagIt-Profile-Identifier") == [BundleHeader.profile] ? .bundle : .batch
    }

    /// Reads the header, and holds the signature against those who may sign.
    private mutating func judge(_ tags: SignedTags, _ trust: Trust?) {
        do throws(BagRefusal) {
            signature = try plainSignature(tags)
            let namespace: String
            let office: OfficeCode
            let moment: Instant
            if kind == .bundle {
                (namespace, office, moment) = (BundleHeader.namespace, .centre, try BundleHeader(tags.info).createdAt)
            } else {
                let header = try BatchHeader(tags.info)
                (namespace, office, moment) = (BatchHeader.namespace, header.identity.office, header.exportedAt)
            }
            guard let trust else { return try refuseWithoutTrust() }
            do throws(BagRefusal) {
                signature = .good(fingerprint: try trust.verify(tags, namespace: namespace, office: office, at: moment))
            } catch {
                signature = .refused
                throw error
            }
        } catch {
            problems.append(Problem(error))
        }
    }

    /// Without allowed_signers too, no signature is no signature, and a wrong one is wrong.
    private func refuseWithoutTrust() throws(BagRefusal) {
        switch signature {
        case .missing: throw BagRefusal(.signMissing, "the bag is not signed", "数据包没有签名")
        case .unchecked(_, false): throw BagRefusal(.signBad, "the signature does not fit the tag manifest", "签名与 tagmanifest-sha256.txt 的内容不符")
        default: break
        }
    }

    private func plainSignature(_ tags: SignedTags) throws(BagRefusal) -> Signature {
        guard let bytes = tags.signature else { return .missing }
        let signature = try SSHSignature(armored: bytes)
        return .unchecked(fingerprint: signature.publicKey.fingerprint, fits: signature.isValid(over: tags.tagManifest))
    }

    private mutating func readTables(of bag: Bag) throws {
        let encodings = try bag.provenTables()
        for index in payload.indices {
            let path = payload[index].path
            guard let encoding = encodings[path] else { continue }
            let type = kind == .batch ? Inspection.type(of: path) : nil
            guard type != nil || kind == .bundle else { continue }
            payload[index].encoding = encoding.rawValue
            do {
                var sink = RowCounter(type: type)
                try bag.readTable(path, encoding, into: &sink)
                payload[index].rows = sink.rows
            } catch let error as CSVTableError {
                problems.append(Problem(error.finding, file: path, line: error.line, english: error.description))
            } catch let fault as RowReader.HeaderFault {
                problems.append(Problem(.header(fault, file: path), file: path, line: 1, english: "the header is not one of a table: \(fault)"))
            }
        }
    }

    private static func type(of path: String) -> RecordType? {
        guard path.hasPrefix("data/records/"), path.hasSuffix(".csv") else { return nil }
        return RecordType.named(String(path.dropFirst("data/records/".count).dropLast(".csv".count)))
    }
}

/// Counts a table's rows; of a known type, judges its header too.
private struct RowCounter: CSVSink {
    let type: RecordType?
    private(set) var rows = 0

    init(type: RecordType?) {
        self.type = type
    }

    func header(_ names: [String], line: Int) throws {
        if let type { _ = try RowReader(type, header: names) }
    }

    mutating func row(_ row: borrowing CSVRow) { rows += 1 }
}

extension Inspection.Problem {
    fileprivate init(_ refusal: BagRefusal) {
        self.init(
            code: refusal.code.rawValue,
            article: refusal.code.article,
            file: refusal.file,
            line: refusal.line,
            english: refusal.english,
            chinese: refusal.chinese,
            fix: refusal.fixChinese
        )
    }

    fileprivate init(_ finding: Finding, file: String, line: Int?, english: String) {
        self.init(
            code: finding.rule,
            article: finding.article,
            file: file,
            line: line,
            english: english,
            chinese: finding.reason,
            fix: finding.fix
        )
    }
}
