import Bags
import Programme

/// Writes a workload as a data root on which the daemon can run, as ``SampleWriter`` writes a world; there is no expected.csv.
public enum WorkloadWriter {
    /// Where a bag is made before it is put in its place.
    private static let pieceBytes = 1 << 20

    /// Writes the workload to a folder that is empty or not there yet.
    ///
    /// - Parameters:
    ///   - defaultConfig: the folder whose configuration is taken over.
    ///   - progress: called with the number of batches written and of all.
    /// - Returns: how many files and rows were written.
    /// - Throws: ``SampleWriterError``, and ``BagWriterError`` where a zip cannot be written.
    @discardableResult
    public static func write(
        _ workload: Workload,
        to directory: String,
        defaultConfig: String,
        progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> SampleWriter.Summary {
        let root = SampleFolder(path: directory)
        try root.beginEmpty()
        for folder in ["config", "inbox", "outbox", "keys"] { try root.makeFolder(folder) }
        let keys = try SampleKeys(offices: SampleOffice.all.map(\.code) + (Workload.probe.map { [$0.code] } ?? []), seed: workload.seed)
        try SampleWriter.writeConfiguration(
            SampleConfiguration.offices(SampleOffice.all, silent: Workload.probe),
            keys,
            to: root,
            from: defaultConfig
        )
        var digests: [OfficeCode: Digest] = [:]
        var files = 0
        var rows = 0
        let total = WorkloadMaker.count(of: workload)
        var maker = WorkloadMaker(workload)
        var random = RandomSource(seed: workload.seed, purpose: "evidence")
        try maker.make { made in
            try root.makeFolder(made.folder)
            let identity = made.batch.identity
            let path = root.path("\(made.folder)/\(identity.office)-B-\(Identifiers.padded(identity.sequence, 6)).zip")
            let bag = try SampleBag.write(made.batch, previous: digests[identity.office], key: keys[identity.office], to: path) { writer in
                for file in made.files { try fill(file, of: workload.fileBytes, writer, &random) }
            }
            digests[identity.office] = bag.tagManifestDigest
            files += 1
            rows += made.batch.rowCount
            progress(files, total)
        }
        // Last, so that a daemon that watches the folder does not begin on half a load.
        try root.write([], to: "inbox/.voucherd-inbox")
        return SampleWriter.Summary(files: files, rows: rows)
    }

    /// A file that no other is like, and that nothing makes smaller: a scan is so.
    private static func fill(_ path: String, of size: Int64, _ writer: BagWriter, _ random: inout RandomSource) throws {
        var source = random
        defer { random = source }
        try writer.add(path) { sink in
            var left = size
            while left > 0 {
                let piece = Int(min(Int64(pieceBytes), left))
                try sink.write(source.words(piece))
                left -= Int64(piece)
            }
        }
    }
}
