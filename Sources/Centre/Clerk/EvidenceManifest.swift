import Bags
import Programme
import Records
import Rules

/// The digest of a claim's electronic files, printed on its letter of confirmation: paper is held against this (Art. 18 item 5).
enum EvidenceManifest {
    /// SHA-256 of the lines `kind digest`, sorted, of all live evidence that no other supersedes.
    static func digest(of claim: String, in records: [CaseRecord]) -> Digest {
        let files = records.filter { $0.key.type == .evidence && !$0.isWithdrawn && $0["claim_id"]?.text == claim }
        let superseded = Set(files.compactMap { $0["supersedes"]?.text })
        let lines = files.filter { !superseded.contains($0.key.key) }.map { "\($0["kind"]?.text ?? "") \($0.digest?.description ?? "")" }
        return Digest(of: Array(lines.sorted().map { $0 + "\n" }.joined().utf8))
    }
}
