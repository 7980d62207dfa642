public import Bags
import FileCalls
public import Foundation
import Glibc
public import Programme
public import Store

/// Makes a bundle: renders its files, puts them in a zipped bag and signs it with the centre's key.
///
/// The same content and key give the same bytes: entries carry no clock's time, Ed25519 signatures are deterministic (RFC 8032), and what a bundle
/// says of its making is `createdAt`.
public struct BundleCutter: Sendable {
    private let key: SSHPrivateKey
    private let temporary: String
    private let limits: PageLimits

    /// - Parameters:
    ///   - key: the centre's.
    ///   - temporary: a folder for the zip while it is being written, such as ``DataRoot/temporary``; it is made if it is not there.
    ///   - limits: how much of a bundle the page for people lists.
    public init(key: SSHPrivateKey, temporary: String, limits: PageLimits = PageLimits()) {
        self.key = key
        self.temporary = temporary
        self.limits = limits
    }

    /// Cuts the bundle with that content.
    ///
    /// - Throws: ``BagWriterError`` or ``FileFailure`` where the temporary file could not be written, ``BundleCutError`` where the content names no
    ///   programme file.
    public func cut(_ content: BundleContent) throws -> CutBundle {
        Heartbeat.beat()
        let header = try BundleCutter.header(of: content)
        let name = StoredBundle.name(to: content.office, sequence: content.sequence)
        try DurableFile.makeFolder(temporary)
        let path = "\(temporary)/.\(name).zip"
        defer { Files.unlink(path) }
        let writer = try BagWriter(path: path, folder: name)
        for file in BundleFiles(content, limits: limits).files { try writer.add(file.path, bytes: file.bytes) }
        let bag = try writer.finish(fields: header.fields, baggingDate: content.createdAt.day, key: key, namespace: BundleHeader.namespace)
        return CutBundle(
            office: content.office,
            sequence: content.sequence,
            createdAt: content.createdAt,
            digest: bag.tagManifestDigest,
            zip: bag.zipDigest,
            bytes: try Data(contentsOf: URL(fileURLWithPath: path))
        )
    }

    private static func header(of content: BundleContent) throws(BundleCutError) -> BundleHeader {
        let parts = content.programme.split(separator: " ")
        guard parts.count == 2, let digest = Digest(hex: parts[1].hasPrefix("sha256:") ? parts[1].dropFirst(7) : parts[1]) else {
            throw .programme(content.programme)
        }
        return BundleHeader(
            office: content.office,
            sequence: content.sequence,
            previous: content.previous,
            createdAt: content.createdAt,
            programme: String(parts[0]),
            programmeDigest: digest
        )
    }
}

/// A bundle just cut: what the store keeps, and the outbox writes from the store.
public struct CutBundle: Sendable {
    public let office: OfficeCode
    public let sequence: Int
    public let createdAt: Instant
    /// SHA-256 of the tag manifest: what the next bundle's `previous` names.
    public let digest: Digest
    /// SHA-256 of the zip.
    public let zip: Digest
    /// The zip.
    public let bytes: Data

    /// The bundle as the store keeps it.
    public func stored(drain: Int) -> StoredBundle {
        StoredBundle(office: office, sequence: sequence, drain: drain, createdAt: createdAt, digest: digest, zip: zip)
    }
}

/// Why a bundle could not be cut.
public enum BundleCutError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The content's programme is not an id and a SHA-256.
    case programme(String)

    public var description: String {
        switch self {
        case .programme(let text):
            "a bundle names its programme file as 'ID sha256:DIGEST', the id without blanks; this says '\(text)': correct `id` in "
                + "config/programme.yaml / 决定包须以“编号 sha256:摘要”指明规则文件，编号不含空格；现为“\(text)”，请改正 config/programme.yaml 中的 id"
        }
    }
}
