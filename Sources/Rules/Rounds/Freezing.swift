import Programme
import Records

/// Whether rulings freeze a party's voucher, claims and payments (Art. 23): FREEZE, until UNFREEZE; fraud, for good.
///
/// A ruling on the party concerns all its years; FREEZE and UNFREEZE that name an application, its voucher or a claim concern the voucher of that
/// year. Fraud is the party's, whatever it was found on: it concerns every voucher and claim that the party has or will have.
struct Freezing: Sendable {
    static let verdicts: Set<String> = ["FREEZE", "UNFREEZE", "FRAUD"]

    /// The ruling that decides; `nil` where nobody has ruled.
    let ruling: CaseRecord?

    init(_ docket: Docket) {
        let party = RecordKey(.party, docket.file.party)
        let rulings = docket.all(.ruling).filter { ruling in
            guard !ruling.isContested("ruling"), let verdict = ruling.text("verdict"), Freezing.verdicts.contains(verdict),
                let subject = Rulings.subject(of: ruling)
            else { return false }
            let isOwn = (subject.type == .claim || subject.type == .application) && docket.record(subject) != nil
            if subject == party || isOwn { return verdict != "FRAUD" || Freezing.isDocumented(ruling) }
            return verdict == "FRAUD" && Freezing.isDocumented(ruling) && docket.file.subjectsOfOtherYears.contains(subject)
        }.sorted { ActOrder($0, by: "effective_on") < ActOrder($1, by: "effective_on") }
        // What nobody froze cannot be lifted.
        let isFrozen = rulings.contains { $0.text("verdict") != "UNFREEZE" }
        ruling = isFrozen ? rulings.last { $0.text("verdict") == "FRAUD" } ?? rulings.last : nil
    }

    /// Fraud is found by a document (Art. 23), or it is not found.
    private static func isDocumented(_ ruling: CaseRecord) -> Bool { ruling.text("doc_no") != nil }

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
