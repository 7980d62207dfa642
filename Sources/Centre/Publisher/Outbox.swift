import Bags
public import Foundation
import Glibc
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

    /// Whether a bundle's file is there, whatever it holds.
    func has(_ bundle: StoredBundle) -> Bool { access(path(of: bundle), F_OK) == 0 }

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
