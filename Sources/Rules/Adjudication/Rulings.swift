import Programme
import Records

/// The centre's rulings on one application or claim (裁定, Art. 26).
///
/// RELEASE lifts the holds of the rule that it names, or all; not those for a merge conflict, which a settlement ends, nor the wait for
/// the centre's approval. RETURN and REJECT speak for themselves and stand until they are withdrawn. GRACE extends the year's end. APPROVE
/// is the centre's word on an application where applications are approved by ruling.
struct Rulings: Sendable {
    private let records: [CaseRecord]

    init(_ docket: Docket, on subject: RecordKey) {
        self.init(docket.all(.ruling), on: subject)
    }

    /// - Parameter rulings: the live ones of a case, by key.
    init(_ rulings: [CaseRecord], on subject: RecordKey) {
        records = rulings.filter { $0.text("subject_type") == subject.type.name && $0.text("subject_id") == subject.key }
    }

    /// What a ruling is about, where its type and id name something that is adjudicated; a voucher has the id of its application.
    static func subject(of ruling: CaseRecord) -> RecordKey? {
        guard let type = ruling.text("subject_type"), let id = ruling.text("subject_id") else { return nil }
        switch type {
        case "party": return RecordKey(.party, id)
        case "application", "voucher": return RecordKey(.application, id)
        case "claim": return RecordKey(.claim, id)
        default: return nil
        }
    }

    private func clear(_ verdict: String) -> [CaseRecord] {
        records.filter { !$0.isContested("ruling") && $0.text("verdict") == verdict }
    }

    var isApproved: Bool { !clear("APPROVE").isEmpty }

    /// The refusal of a ruling REJECT, if there is one.
    var refusal: Finding? { clear("REJECT").first.map { said($0, .reject) } }

    /// Whether a ruling RELEASE names this rule: one that names none was made for what held the subject before.
    func lets(_ rule: String) -> Bool { clear("RELEASE").contains { $0.text("rule") == rule } }

    /// The latest grace.
    var graceUntil: Instant? { clear("GRACE").compactMap { $0.instant("until") }.max() }

    /// The findings as the rulings leave them.
    func applied(to findings: [Finding]) -> [Finding] {
        var left = findings
        var added: [Finding] = []
        for release in clear("RELEASE") {
            let rule = release.text("rule")
            let lifted = left.filter { isLifted($0, by: rule) }
            guard !lifted.isEmpty else { continue }
            left.removeAll { isLifted($0, by: rule) }
            added.append(note(release, lifted))
        }
        added += clear("RETURN").map { said($0, .return) } + clear("REJECT").map { said($0, .reject) }
        added += clear("GRACE").map { said($0, .info) }
        added += records.compactMap { record in
            record.conflicts["ruling"].map { id in
                Rule.interpretation.finding(
                    .hold(["ruling": record.key.key, "conflict": id], "裁定 \(record.key.key) 内容不一致（冲突 \(id)）", fix: "由中心处理冲突 \(id)", conflict: id)
                )
            }
        }
        return left + added
    }

    private func isLifted(_ finding: Finding, by rule: String?) -> Bool {
        guard finding.effect == .hold, finding.conflict == nil, finding.rule != Rule.authority.id else { return false }
        return rule.map { $0 == finding.rule } ?? true
    }

    private func note(_ ruling: CaseRecord, _ lifted: [Finding]) -> Finding {
        let rules = lifted.map(\.rule).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return Rule.interpretation.finding(
            .info(
                ["ruling": ruling.key.key, "rules": rules.joined(separator: ","), "doc_no": ruling.text("doc_no")],
                "依裁定 \(ruling.key.key) 放行 \(rules.joined(separator: "、"))：\(ruling.text("reason") ?? "")"
            )
        )
    }

    private func said(_ ruling: CaseRecord, _ effect: Finding.Effect) -> Finding {
        let values: Values = [
            "ruling": ruling.key.key, "doc_no": ruling.text("doc_no"), "until": ruling.text("until"), "decided_by": ruling.text("decided_by"),
        ]
        let reason = "裁定 \(ruling.key.key)：\(ruling.text("reason") ?? "")"
        let rule = ruling.text("rule").flatMap(RuleBook.rule) ?? .interpretation
        switch effect {
        case .return: return rule.finding(.return(values, reason, fix: "按裁定意见补正后重新提交，由中心撤销该裁定"))
        case .reject: return rule.finding(.reject(values, reason, fix: "有异议的，向中心提出"))
        default: return Rule.interpretation.finding(.info(values, reason))
        }
    }
}
