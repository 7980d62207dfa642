public import Bags
import Glibc
import Programme

/// Takes in a bundle of the centre: verifies it, unpacks it, merges it into the office's tables, notes that the next batch acknowledges it.
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
        /// What changed in the office's own tables, and what the clerk must look at there.
        public let news: CopyNews
    }

    private let officeFolder: String
    private let trust: Trust?
    /// Called between the steps, so that a test can end the process there.
    var checkpoint: @Sendable (Step) throws -> Void = { _ in }

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
        let stored = try OfficeState.load(from: officeFolder)
        var state = stored ?? OfficeState(office: header.office)
        try state.settle(in: officeFolder)
        let link = OfficeState.Link(sequence: header.sequence, digest: bag.tagManifestDigest)
        let isRepeat = try BundleOpening.isRepeat(header, link.digest, state)
        let folder = "\(officeFolder)/\(BundleOpening.name(of: header))"
        let leftInZip = try BundleUnpacking.unpack(bag, to: folder)
        let summary = try BundleSummary(bag)
        try checkpoint(.unpacked)
        let news = try takeIn(bag, header, &state)
        // Last, so that whatever stops before is done again by the same command.
        state.hasStore = true
        if !isRepeat { state.bundle = link }
        if state != stored { try state.save(in: officeFolder) }
        return Opened(header: header, folder: folder, signer: signer, isRepeat: isRepeat, leftInZip: leftInZip, summary: summary, news: news)
    }

    /// Takes in bundles in the order of their numbers.
    ///
    /// - Parameter body: called with each bundle as it is taken in; where one cannot be, those before it are.
    public func open(_ paths: [String], _ body: (Opened) throws -> Void) throws {
        var numbered: [(sequence: Int, path: String)] = []
        for path in paths { numbered.append((paths.count == 1 ? 0 : try BundleHeader(Bag(contentsOf: path).info).sequence, path)) }
        for (_, path) in numbered.sorted(by: { $0.sequence < $1.sequence }) { try body(open(path)) }
    }

    /// One transaction: what the bundle says, and what the tables show from then on. The files follow.
    private func takeIn(_ bag: Bag, _ header: BundleHeader, _ state: inout OfficeState) throws -> CopyNews {
        let store = try OfficeStore(folder: officeFolder)
        try Unfinished(store, officeFolder).finishBatches(&state)
        try PendingFile.writeAll(of: store, in: officeFolder)
        let tables = try OfficeFolder(officeFolder)
        let news = try store.write { transaction in
            // Batches packed before there was a store: which rows they held is not known here.
            if try transaction.lastBundle() == nil, let last = state.batch { try transaction.noteEarlier(epoch: state.epoch, through: last.sequence) }
            var taking = BundleTaking(transaction, bag, header)
            if header.sequence > (try transaction.lastBundle()?.sequence ?? 0) { try taking.run() }
            var copy = try WorkingCopy(tables, of: header.office, transaction)
            try copy.commit(transaction)
            return taking.news.joined(with: copy.news)
        }
        try checkpoint(.store)
        try PendingFile.writeAll(of: store, in: officeFolder)
        try checkpoint(.tables)
        return news
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
