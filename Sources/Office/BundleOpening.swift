public import Bags
import Glibc
import Programme

/// Takes in a bundle of the centre: verifies it, unpacks it, notes that the next batch acknowledges it.
///
///     let opening = BundleOpening(officeFolder: "/home/li/410305", trust: trust)
///     let opened = try opening.open("410305-D-000017.zip")
public struct BundleOpening: Sendable {
    /// A bundle that was taken in.
    public struct Opened: Sendable {
        public let header: BundleHeader
        /// The folder that it was unpacked to; `index.html` is in it.
        public let folder: String
        /// The fingerprint of the key that signed; `nil` where no allowed_signers was given and the signature was not verified.
        public let signer: String?
        /// Whether the bundle had been taken in before, so that nothing new was noted.
        public let isRepeat: Bool
        /// Payload that the exchange format does not know and that was left in the zip.
        public let leftInZip: [String]
        public let summary: BundleSummary
    }

    private let officeFolder: String
    private let trust: Trust?

    /// - Parameter trust: whose signature counts; without it the signature is not verified.
    public init(officeFolder: String, trust: Trust?) {
        self.officeFolder = officeFolder.count > 1 && officeFolder.hasSuffix("/") ? String(officeFolder.dropLast()) : officeFolder
        self.trust = trust
    }

    /// Takes in a bundle.
    ///
    /// - Throws: ``BagError`` and ``BagRefusal`` for a file that is no good bundle, ``OfficeError`` where it is not this office's next one.
    public func open(_ path: String) throws -> Opened {
        guard FileBytes.isFolder(officeFolder) else {
            throw OfficeError(.noInput, "\(officeFolder): there is no such folder", "\(officeFolder)：没有这个文件夹")
        }
        let lock = try FolderLock(officeFolder)
        defer { withExtendedLifetime(lock) {} }
        let bag = try Bag(contentsOf: path)
        let header = try BundleHeader(bag.info)
        let signer = try trust?.verify(bag.tags, namespace: BundleHeader.namespace, office: .centre, at: header.createdAt)
        var state = try OfficeState.load(from: officeFolder) ?? OfficeState(office: header.office)
        try state.settle(in: officeFolder)
        let isRepeat = try BundleOpening.isRepeat(header, bag.tagManifestDigest, state)
        let folder = "\(officeFolder)/\(BundleOpening.name(of: header))"
        let leftInZip = try BundleUnpacking.unpack(bag, to: folder)
        let summary = try BundleSummary(bag)
        if !isRepeat {
            state.bundle = OfficeState.Link(sequence: header.sequence, digest: bag.tagManifestDigest)
            try state.save(in: officeFolder)
        }
        return Opened(header: header, folder: folder, signer: signer, isRepeat: isRepeat, leftInZip: leftInZip, summary: summary)
    }

    /// `410305-D-000017`.
    public static func name(of header: BundleHeader) -> String {
        let digits = String(header.sequence)
        return "\(header.office)-D-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }

    /// Whether the bundle was taken in before; if not, it must be the next of the chain.
    private static func isRepeat(_ header: BundleHeader, _ digest: Digest, _ state: OfficeState) throws -> Bool {
        guard header.office == state.office else {
            throw OfficeError(
                .data,
                "the bundle is for office \(header.office), this folder is that of \(state.office)",
                "决定包是发给 \(header.office) 的，而该文件夹属于 \(state.office)"
            )
        }
        let last = state.bundle?.sequence ?? 0
        if header.sequence < last { return true }
        if header.sequence == last {
            guard digest == state.bundle?.digest else {
                throw OfficeError(
                    .data,
                    "bundle \(header.sequence) was taken in already, and this one is another; ask the centre which one stands",
                    "第 \(header.sequence) 号决定包已经打开过，而本文件内容不同，请向中心核实"
                )
            }
            return true
        }
        guard header.sequence == last + 1 else {
            throw OfficeError(
                .data,
                "bundle \(last + 1) is missing; open it before bundle \(header.sequence)",
                "缺少第 \(last + 1) 号决定包，请先打开它，再打开第 \(header.sequence) 号"
            )
        }
        guard header.previous == state.bundle?.digest else {
            throw OfficeError(
                .data,
                "bundle \(header.sequence) does not continue bundle \(last) as it was opened here: Bundle-Previous differs; ask the centre",
                "第 \(header.sequence) 号决定包与已打开的第 \(last) 号不衔接（Bundle-Previous 不符），请向中心核实"
            )
        }
        return false
    }
}
