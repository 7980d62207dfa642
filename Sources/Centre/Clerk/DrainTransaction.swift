import Bags
import Foundation
import Programme
import Store

/// What one drain does to the store, from the admitted files to the bundles: the same for a drain that takes place and for one that is replayed.
struct DrainTransaction {
    let configuration: CentreConfiguration
    /// Where evidence is kept.
    let evidence: EvidenceVault
    /// A folder for a bundle while it is being written.
    let temporary: String

    struct Result {
        let dispositions: [Drain.Disposition]
        let bundles: [StoredBundle]
    }

    /// Takes the files in a drain of that number and instant.
    ///
    /// - Parameter keeping: what to keep of a bundle that was cut; as it is, if nothing is said.
    func run(
        _ admissions: [Admission],
        number: Int,
        at instant: Instant,
        in transaction: Transaction,
        keeping: (CutBundle) throws -> (bundle: StoredBundle, content: Data)? = { _ in nil }
    ) throws -> Result {
        try transaction.openDrain(number, at: instant, programme: configuration.programme.digest.description)
        let work = DrainWork(number: number, instant: instant, transaction: transaction, configuration: configuration, evidence: evidence)
        let dispositions = try Drain(configuration: configuration, work: work).run(admissions)
        try Stage.keep.timed { try evidence.settle() }
        let cutter = BundleCutter(key: configuration.key, temporary: temporary)
        var bundles: [StoredBundle] = []
        for content in try Stage.sort.timed({ try NewsDesk(work: work).contents() }) {
            let cut = try Stage.bundle.timed { try cutter.cut(content) }
            let kept = try keeping(cut) ?? (cut.stored(drain: number), cut.bytes)
            try transaction.insert(kept.bundle, content: kept.content)
            bundles.append(kept.bundle)
            for batch in work.applied where batch.identity.office == content.office {
                try transaction.setBundle(content.sequence, ofBatch: batch.id)
            }
        }
        return Result(dispositions: dispositions, bundles: bundles)
    }
}
