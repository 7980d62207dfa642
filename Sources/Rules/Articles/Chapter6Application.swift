import Programme
import Records

// 第六章 申请: Art. 17 and 19.

extension Rule {
    /// Art. 17: the application form is filled in and its declaration signed.
    ///
    /// What is empty is named and the form goes back for a supplement; nothing is refused for it. The party's own record is part of the
    /// form. No time limit of the regulation runs for applications.
    static let form = Rule(
        "ART17-FORM",
        [Article(17)],
        "申请登记表填写完整，承诺书已签",
        [.application],
        effects: [.return, .warn],
        english: "the application form is complete and its declaration signed",
        construction: "缺项退回补正，不驳回；申请的审核条文未定期限。",
        reads: [Reading(.application, "services"), Reading(.application, "declaration")],
        application: { facts in
            var grounds: [Ground] = []
            for record in [facts.application.record, facts.party.record] {
                let empty = record.emptyColumns
                guard !empty.isEmpty else { continue }
                let names = empty.map(\.title).joined(separator: "、")
                grounds.append(
                    .return(
                        ["record": record.key, "empty": empty.map(\.name).joined(separator: ",")],
                        "\(record.key.type.title) \(record.key.key) 未填：\(names)",
                        fix: "补填\(names)后重新提交",
                        column: empty.count == 1 ? empty[0].name : nil
                    )
                )
            }
            if facts.application.isSigned == false {
                grounds.append(
                    .return(["declaration_signed": false], "承诺书未签", fix: "由需求方签署承诺书后重新提交", column: "declaration_signed")
                )
            }
            if let day = facts.day, let year = facts.application.year, day.year != year {
                grounds.append(.warn(["voucher_year": year, "application_date": day], "申请日 \(day) 不在所申请的 \(year) 年度内"))
            }
            return grounds
        }
    )

    /// Art. 17, 16: a voucher's face is more than nothing and no more than the cap; a party has one voucher a year.
    ///
    /// What is asked beyond the cap is cut to it. Of two live applications of a party-year the earlier-placed stands and the other is a
    /// DUPLICATE: two districts do not add up, and a top-up is an edit of the first.
    static let face = Rule(
        "ART17-FACE",
        [Article(17), Article(16)],
        "券面大于零、不超过年度最高额度，一年一券",
        [.issue],
        effects: [.reject, .reduce, .warn],
        english: "a face above nothing and within the cap, one voucher a year",
        construction: "超过限额的核减至限额；同年第二份申请按重复处理，调整额度须修改原申请。",
        reads: [Reading(.application, "amount")],
        application: { facts in
            guard let requested = facts.application.requested, requested <= .zero else { return [] }
            return [
                .reject(["requested_amount": requested.yuan], "申请额度 \(requested.yuan) 元，须大于零", fix: "按实际需要填写申请额度后重新申请", column: "requested_amount")
            ]
        },
        issue: { facts in
            let cap = facts.terms.standard.cap
            guard let requested = facts.application.requested, requested > cap else { return [] }
            return [
                .warn(
                    ["requested_amount": requested.yuan, "cap": cap.yuan],
                    "申请额度 \(requested.yuan) 元超过最高额度，核减为 \(cap.yuan) 元",
                    column: "requested_amount"
                )
            ]
        }
    )

    /// Art. 19: applications are taken on any day of the year, weekends included.
    ///
    /// Nothing to test: no rule asks for a working day.
    static let allYear = Rule(
        "ART19-ALLYEAR",
        [Article(19)],
        "常年受理，不限日期",
        [.application],
        effects: [.accept],
        english: "applications are taken on any day of the year",
        construction: "没有一条规则要求申请日为工作日，故无须逐件审核。"
    )
}
