import Bags
public import Foundation
import Programme
public import Store

/// The folder from which offices fetch their bundles. Its files are made from the store, which is the truth: what is missing or wrong there is made
/// again, byte for byte.
public struct Outbox: Sendable {
    private let root: DataRoot

    public init(_ root: DataRoot) {
        self.root = root
    }

    /// What ``remake(_:from:)`` did.
    public struct Repairs: Sendable {
        /// Files that were not there.
        public var made: [StoredBundle] = []
        /// Files that were there with other bytes: cut short, or changed by someone.
        public var replaced: [StoredBundle] = []
        /// Files that could not be made, and why; the others were.
        public var failures: [(bundle: StoredBundle, reason: any Error)] = []

        /// Whether every file was there and right.
        public var isEmpty: Bool { made.isEmpty && replaced.isEmpty && failures.isEmpty }
    }

    /// Where a bundle's file belongs.
    public func path(of bundle: StoredBundle) -> String { "\(root.outbox)/\(bundle.file)" }

    /// Writes a bundle's file, whole and durable when the call returns; one that is there with the right bytes is left alone.
    ///
    /// - Parameter content: the zip, as the store keeps it.
    /// - Throws: ``FileFailure``, or ``StoreError/damaged(_:)`` where the content is not what the bundle's digest names: nothing is written then.
    public func write(_ bundle: StoredBundle, content: Data) throws {
        let path = path(of: bundle)
        if Outbox.state(of: path, bundle) == .right { return }
        guard Digest(of: Array(content)) == bundle.zip else { throw StoreError.damaged("the zip of bundle \(bundle.file) differs from its digest") }
        try DurableFile.makeFolder(DurableFile.folder(of: path))
        try DurableFile.write(content, to: path)
    }

    /// Makes those files of bundles that the folder lacks or holds otherwise.
    ///
    /// One file that cannot be made keeps no other office from its own.
    ///
    /// - Throws: ``StoreError`` where the store is damaged.
    public func remake(_ bundles: [StoredBundle], from store: CentralStore) throws -> Repairs {
        var repairs = Repairs()
        for bundle in bundles {
            Heartbeat.beat()
            let state = Outbox.state(of: path(of: bundle), bundle)
            if state == .right { continue }
            do {
                // A transaction a bundle: a long one would keep the write-ahead log from being folded back.
                try write(bundle, content: try store.read { try $0.content(of: bundle) })
                if state == .missing { repairs.made.append(bundle) } else { repairs.replaced.append(bundle) }
            } catch let error as StoreError where error.isLasting {
                throw error
            } catch {
                repairs.failures.append((bundle, error))
            }
        }
        return repairs
    }

    /// The bundles that the folder lacks, told by names alone, and those of the last drains, whatever is there.
    ///
    /// To read all that was ever sent would make a start take longer from year to year; `voucherd reconcile` does.
    public func unsure(in store: CentralStore, provingLast drains: Int) throws -> [StoredBundle] {
        try store.read { transaction in
            var unsure = try transaction.bundles(since: transaction.lastDrain() - drains + 1)
            let known = Set(unsure.map(\.file))
            for last in try transaction.lastBundles() {
                for sequence in missing(through: last.sequence, of: last.office).sorted() {
                    if let bundle = try transaction.bundle(to: last.office, sequence: sequence), !known.contains(bundle.file) {
                        unsure.append(bundle)
                    }
                }
            }
            return unsure
        }
    }

    /// How many bundles of the store have no file in the folder.
    func missingCount(_ transaction: Transaction) throws -> Int {
        try transaction.lastBundles().reduce(0) { $0 + missing(through: $1.sequence, of: $1.office).count }
    }

    /// The numbers of an office's bundles that have no file; they have no gaps.
    private func missing(through last: Int, of office: OfficeCode) -> Set<Int> {
        // Of a folder that cannot be looked into every file is missing; to write one then says why.
        let names = Set((try? Folder("\(root.outbox)/\(office)").names().compactMap(\.text)) ?? [])
        return Set((1...last).filter { !names.contains("\(StoredBundle.name(to: office, sequence: $0)).zip") })
    }

    private enum State {
        case missing, wrong, right
    }

    private static func state(of path: String, _ bundle: StoredBundle) -> State {
        do {
            return try Digest(ofFileAt: path) == bundle.zip ? .right : .wrong
        } catch {
            // What cannot be read is written anew; if that cannot be done either, the writing says why.
            return error.errorNumber == ENOENT ? .missing : .wrong
        }
    }
}
