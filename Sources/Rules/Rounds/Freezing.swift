import Programme
import Records

/// Whether rulings freeze a party's voucher, claims and payments (Art. 23): FREEZE, until UNFREEZE; fraud, for good.
struct Freezing: Sendable {
    static let verdicts: Set<String> = ["FREEZE", "UNFREEZE", "FRAUD"]

    /// The ruling that decides; `nil` where nobody has ruled.
    let ruling: CaseRecord?

    init(_ docket: Docket) {
        let own = docket.file.records.filter { $0.key.type == .claim || $0.key.type == .application }.map(\.key.key)
        let subjects = Set(own + [docket.file.party])
        let rulings = docket.all(.ruling).filter { ruling in
            !ruling.isContested("ruling") && Freezing.verdicts.contains(ruling.text("verdict") ?? "")
                && subjects.contains(ruling.text("subject_id") ?? "")
                // Fraud is found by a document (Art. 23), or it is not found.
                && (ruling.text("verdict") != "FRAUD" || ruling.text("doc_no") != nil)
        }.sorted { ($0.text("effective_on") ?? "", $0.key.key) < ($1.text("effective_on") ?? "", $1.key.key) }
        // What nobody froze cannot be lifted.
        let isFrozen = rulings.contains { $0.text("verdict") != "UNFREEZE" }
        ruling = isFrozen ? rulings.last { $0.text("verdict") == "FRAUD" } ?? rulings.last : nil
    }

    var isOn: Bool { ruling.map { $0.text("verdict") != "UNFREEZE" } ?? false }
    var isFraud: Bool { ruling?.text("verdict") == "FRAUD" }

    /// What there is to say of it.
    var finding: Finding? {
        ruling.map { ruling in
            let values: Values = ["ruling": ruling.key.key, "verdict": ruling.text("verdict"), "doc_no": ruling.text("doc_no")]
            let reason = "裁定 \(ruling.key.key)：\(ruling.text("reason") ?? "")"
            return Rule.fraud.finding(isOn ? .hold(values, reason, fix: isFraud ? "按裁定处理" : "由中心裁定 UNFREEZE") : .info(values, reason))
        }
    }

    /// What stands against everything of the party while it is frozen.
    var hold: Finding? { isOn ? finding : nil }
}
