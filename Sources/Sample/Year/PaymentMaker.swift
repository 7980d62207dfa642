import Bags
import Programme
import Records

/// Checks the paper, orders the money out, and takes what banks send back (Art. 18 item 5).
struct PaymentMaker {
    let round: YearPlan.Round
    /// The digest of each claim's electronic files.
    let manifests: [String: Digest]

    func check(_ claim: String, id: String, isConsistent: Bool, on day: Day, injection: Injection?) -> SampleRow {
        SampleRow(
            .paperCheck,
            [
                "id": id, "claim_id": claim, "result": isConsistent ? "CONSISTENT" : "MISMATCH",
                "evidence_digest": manifests[claim]?.description ?? "", "checked_on": day.description, "note": isConsistent ? "" : "合同页数与电子版不一致",
            ],
            injection: injection
        )
    }

    func order(_ redemption: Redemption, id: String, _ status: String, on day: Day) -> SampleRow {
        SampleRow(
            .payment,
            [
                "id": id, "claim_id": redemption.claim.id, "amount": (redemption.lines.last?.publicised ?? .zero).yuan, "status": status,
                "on_date": day.description, "return_reason": status == "RETURNED" ? "账号已销户" : "",
            ],
            injection: redemption.event
        )
    }
}

/// The digest that a paper check must carry: SHA-256 of the lines `kind digest` of a claim's files, sorted, each with its line feed.
enum EvidenceDigests {
    static func of(_ events: [SampleEvent]) -> [String: Digest] {
        var lines: [String: [String]] = [:]
        for event in events {
            let files = Dictionary(event.files.map { ($0.path, $0.bytes) }) { first, _ in first }
            for row in event.rows where row.type == .evidence {
                guard let bytes = files[row["file"]] else { continue }
                lines[row["claim_id"], default: []].append("\(row["kind"]) \(Digest(of: bytes))\n")
            }
        }
        return lines.mapValues { Digest(of: Array($0.sorted().joined().utf8)) }
    }
}
