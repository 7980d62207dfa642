import Bags
import Foundation
import Programme

/// Writes a sample world as a data root that the daemon can run on.
///
///     let written = try SampleWriter.write(.demo(), to: "demo", defaultConfig: "config") { done, total in … }
///
/// - `config/`: programme.yaml, voucherd.yaml, workdays.csv and revoked_keys as in the default configuration; offices.yaml and allowed_signers of
///   the world's offices; the centre's key.
/// - `inbox/`: the marker and the files of the first wave. `later/`: files to be dropped after the first drain.
/// - In a world that is played in phases: `phases/`, with a folder of files for each drain but the first; `run-year.sh`, which drops and drains
///   them in order; `rounds.csv` and `balances.csv`, the money of each round and voucher.
/// - `keys/`: the offices' private keys, made from the seed: anybody can make them again, so they protect nothing.
/// - `expected.csv`: the outcome of each file, row and decision. `README.txt` says what its columns mean.
///
/// The same world gives the same files, byte for byte, with the same libarchive and zlib.
public enum SampleWriter {
    /// What was written.
    public struct Summary: Sendable, Hashable {
        /// Files in `inbox/`, `later/` and `phases/`.
        public let files: Int
        /// The rows of all of them, files sent twice counted once.
        public let rows: Int
    }

    /// Where a bag is made before its copies are delivered.
    private static let scratch = ".batch"

    /// Files of the default configuration that are copied as they are.
    static let copied = ["programme.yaml", "voucherd.yaml", "workdays.csv", "revoked_keys"]

    /// Writes the world to a folder that is empty or not there yet.
    ///
    /// - Parameters:
    ///   - defaultConfig: the folder whose configuration is taken over.
    ///   - progress: called with the number of batches written and of all.
    /// - Throws: ``SampleWriterError``, and ``BagWriterError`` where a zip cannot be written.
    @discardableResult
    public static func write(
        _ world: SampleWorld,
        to directory: String,
        defaultConfig: String,
        progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Summary {
        let root = SampleFolder(path: directory)
        try root.beginEmpty()
        for folder in ["config", "inbox", "outbox", "keys"] { try root.makeFolder(folder) }
        if world.deliveries.contains(where: { $0.wave == .later }) { try root.makeFolder("later") }
        for phase in world.phases.dropFirst() { try root.makeFolder("phases/\(phase.folder)") }
        let keys = try SampleKeys(world)
        try writeConfiguration(SampleConfiguration.offices(world.offices), keys, to: root, from: defaultConfig)
        try root.write(ExpectedTable.bytes(world.expected), to: "expected.csv")
        try root.write(Array(SampleReadme.text(world).utf8), to: "README.txt")
        if !world.phases.isEmpty {
            try root.write(MoneyTables.rounds(world.rounds), to: "rounds.csv")
            try root.write(MoneyTables.balances(world.balances), to: "balances.csv")
            try root.write(Array(YearScript.text(world.phases).utf8), to: "run-year.sh", isProgram: true)
        }
        try writeBatches(of: world, keys, to: root, progress)
        // Last, so that a daemon that watches the folder does not begin on half a world.
        try root.write([], to: "inbox/.voucherd-inbox")
        let delivered = Set(world.deliveries.map { world.batches[$0.batch].identity })
        let rows = world.batches.filter { delivered.contains($0.identity) }
        return Summary(files: world.deliveries.count, rows: Dictionary(grouping: rows, by: \.identity).values.reduce(0) { $0 + $1[0].rowCount })
    }

    /// - Parameter offices: the text of offices.yaml.
    static func writeConfiguration(_ offices: String, _ keys: SampleKeys, to root: SampleFolder, from defaultConfig: String) throws {
        let defaults = SampleFolder(path: defaultConfig)
        for name in copied { try root.write(try defaults.read(name), to: "config/\(name)") }
        try root.write(Array(offices.utf8), to: "config/offices.yaml")
        try root.write(Array(SampleConfiguration.allowedSigners(keys.all).utf8), to: "config/allowed_signers")
        for (office, key) in keys.all {
            let path = office == .centre ? "config/centre_key" : "keys/\(office)_key"
            try root.write(key.openSSH, to: path, isSecret: true)
            try root.write(Array(key.publicLine.utf8), to: path + ".pub")
        }
    }

    private static func writeBatches(of world: SampleWorld, _ keys: SampleKeys, to root: SampleFolder, _ progress: (Int, Int) -> Void) throws {
        let deliveries = Dictionary(grouping: world.deliveries, by: \.batch)
        var digests: [BatchIdentity: Digest] = [:]
        for (index, batch) in world.batches.enumerated() {
            let identity = batch.identity
            let previous = identity.sequence == 1 ? nil : digests[BatchIdentity(office: identity.office, epoch: 1, sequence: identity.sequence - 1)]
            let copies = deliveries[index] ?? []
            let isForged = copies.contains { $0.damage == .foreignSignature }
            let key = isForged ? keys.stranger : keys[identity.office]
            // A batch that is lost on its way is made all the same: the one after it names its digest.
            let file = root.path(scratch)
            let bag = try SampleBag.write(batch, previous: previous, key: key, to: file)
            if digests[identity] == nil { digests[identity] = bag.tagManifestDigest }
            let bytes = try root.read(scratch)
            for copy in copies {
                let kept = copy.damage == .truncated ? Array(bytes.prefix(bytes.count * 3 / 5)) : bytes
                try root.write(kept, to: "\(world.folder(of: copy))/\(copy.fileName)")
            }
            progress(index + 1, world.batches.count)
        }
        try root.remove(scratch)
    }
}

extension SampleWorld {
    /// The folder, below the world's own, into which a file is written.
    public func folder(of delivery: SampleDelivery) -> String {
        switch delivery.wave {
        case .first: "inbox"
        case .later: "later"
        case .phase(let position): "phases/\(phases[position].folder)"
        }
    }
}
