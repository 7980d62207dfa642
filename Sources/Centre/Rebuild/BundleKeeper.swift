import Bags
import Foundation
import Programme
import Store

/// Decides what a rebuilt store keeps of each bundle: the one that the office has.
///
/// As a rule what is cut again is that one, byte for byte. Where it is not, because the centre has another key now or another version of this program
/// decides otherwise, the outbox may still have the file.
struct BundleKeeper {
    let root: DataRoot
    /// The bundles of the drain as the journal names them, by `office-sequence`.
    let told: [String: Journal.Bundle]
    /// Whether the journal's line names bundles; those of earlier versions do not.
    let isTold: Bool

    /// What to keep instead of what was cut; `nil` to keep that.
    func keep(_ cut: CutBundle, drain: Int, _ differences: inout [String]) throws -> (bundle: StoredBundle, content: Data)? {
        let bundle = cut.stored(drain: drain)
        let place = "\(root.outbox)/\(bundle.file)"
        let told = told["\(cut.office)-\(cut.sequence)"]
        guard let told else {
            let published = isTold ? nil : try? Digest(ofFileAt: place)
            if isTold || (published != nil && published != cut.zip) {
                differences.append("drain \(drain): bundle \(bundle.file) was not cut then, or otherwise")
            }
            return nil
        }
        if told.zip == cut.zip { return nil }
        let isSameContent = told.digest == cut.digest
        if !isSameContent { differences.append("drain \(drain): bundle \(bundle.file) does not say what it said then (\(told.digest))") }
        guard (try? Digest(ofFileAt: place)) == told.zip else { return nil }
        let kept = StoredBundle(
            office: cut.office,
            sequence: cut.sequence,
            drain: drain,
            createdAt: cut.createdAt,
            digest: told.digest,
            zip: told.zip
        )
        return (kept, try Data(contentsOf: URL(fileURLWithPath: place)))
    }
}
