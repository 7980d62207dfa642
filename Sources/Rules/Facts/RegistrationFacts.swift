import Programme
import Records

/// Everything that the rules of registration read of a provider or platform (Art. 8, 11).
struct RegistrationFacts: Sendable {
    enum Body: Sendable {
        case provider(Provider)
        case platform(Platform)
    }

    let body: Body
    /// The bad-credit register's rows of the body, the withdrawn left out.
    let badCredit: [CaseRecord]
    let city: City
    let day: Day

    /// What is to be said of bad credit in force on the day.
    func creditGrounds(_ role: String, _ uscc: String) -> [Ground] {
        badCredit.filter { $0.text("uscc") == uscc && Registers.isInForce($0, on: day) }.map { row in
            .warn(
                ["uscc": uscc, "date": day, "kind": row.text("kind"), "from_date": row.text("from_date"), "source_doc": row.text("source_doc")],
                "\(role) \(uscc) 在 \(day) 存在不良诚信记录：\(row.text("kind") ?? "")（\(row.text("source_doc") ?? "")）",
                fix: "完成信用修复后，由中心更新登记"
            )
        }
    }
}

extension Ground {
    /// What a provider or platform lacks: told on its own row, or held on a claim that uses it.
    static func lacking(_ effect: Finding.Effect, _ values: Values, _ reason: String, fix: String) -> Ground {
        effect == .hold ? .hold(values, "\(reason)，转人工", fix: "\(fix)；确有理由的由中心裁定放行") : .warn(values, reason, fix: fix)
    }
}
