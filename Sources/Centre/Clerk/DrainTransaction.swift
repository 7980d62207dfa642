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
    /// What becomes of all that the drain has in hand.
    let leavings: Leavings

    struct Result {
        let dispositions: [Drain.Disposition]
        let bundles: [StoredBundle]
        /// Whether the next drain of the pass has something to go on with, even without a file.
        let isUnfinished: Bool
    }

    /// Takes the files in a drain of that number and instant.
    ///
    /// - Parameters:
    ///   - isFollowed: whether another drain of the same pass goes on; one without a file passes nothing but time then.
    ///   - keeping: what to keep of a bundle that was cut; as it is, if nothing is said.
    func run(
        _ admissions: [Admission],
        number: Int,
        at instant: Instant,
        isFollowed: Bool,
        in transaction: Transaction,
        keeping: (CutBundle) throws -> (bundle: StoredBundle, content: Data)? = { _ in nil }
    ) throws -> Result {
        leavings.wait()
        try transaction.openDrain(number, at: instant, programme: configuration.programme.digest.description)
        let work = DrainWork(
            number: number,
            instant: instant,
            transaction: transaction,
            configuration: configuration,
            evidence: evidence,
            isFollowed: isFollowed
        )
        let dispositions = try Drain(configuration: configuration, work: work).run(admissions)
        try Stage.keep.timed { try evidence.settle() }
        let cutter = BundleCutter(key: configuration.key, temporary: temporary)
        var bundles: [StoredBundle] = []
        let contents = try Stage.sort.timed { try NewsDesk(work: work).contents() }
        let cuts = Stage.bundle.timed { contents.concurrentMap { content in Swift.Result { try cutter.cut(content) } } }
        for (content, result) in zip(contents, cuts) {
            let cut = try result.get()
            let kept = try keeping(cut) ?? (cut.stored(drain: number), cut.bytes)
            try transaction.insert(kept.bundle, content: kept.content)
            bundles.append(kept.bundle)
            for batch in work.applied where batch.identity.office == content.office {
                try transaction.setBundle(content.sequence, ofBatch: batch.id)
            }
        }
        leavings.letGo((work.giveAway(), consume contents, transaction.takeAnswers()))
        return Result(dispositions: dispositions, bundles: bundles, isUnfinished: work.isUnfinished)
    }
}
