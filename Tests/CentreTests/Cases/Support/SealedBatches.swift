import Programme

@testable import Centre
@testable import Simulation

/// The signed zips of a case, made once.
final class SealedBatches: Sendable {
    /// Paths of the zips, in the order in which the batches were given.
    let paths: [String]
    /// The digest of each batch's tag manifest; of two with one number, the first one's.
    let digests: [BatchIdentity: Digest]
    private let folder: CaseFolder

    /// - Parameters:
    ///   - batches: in any order; one follows what another here, or a known one, precedes.
    ///   - known: batches before these.
    init(_ batches: [CaseBatch], after known: [BatchIdentity: Digest] = [:]) throws {
        folder = try CaseFolder()
        var digests = known
        var paths = batches.indices.map { _ in "" }
        for index in batches.indices.sorted(by: { (batches[$0].identity, $0) < (batches[$1].identity, $1) }) {
            let batch = batches[index]
            paths[index] = "\(folder.path)/\(index).zip"
            guard let key = CaseCity.keys[batch.office] else { preconditionFailure("\(batch.office) has no key") }
            let digest = try batch.seal(previous: batch.previous.flatMap { digests[$0] }, key: key, at: paths[index])
            if digests[batch.identity] == nil { digests[batch.identity] = digest }
        }
        self.paths = paths
        self.digests = digests
    }
}
