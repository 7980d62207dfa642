// 第八章 附则: Art. 26 and 27.

extension Rule {
    /// Art. 25: anyone may complain, by any channel. A complaint is recorded and answered; it holds nothing by itself: an operator rules.
    static let complaint = Rule("ART25-COMPLAINT", [Article(25)], "投诉登记办理，不自动影响兑付", [.act])

    /// Art. 26: the bureau interprets the regulation; the centre's rulings carry its word.
    ///
    /// A ruling lifts a hold, sends back, refuses, or extends the year's end, and every decision that it touches says so.
    static let interpretation = Rule("ART26-INTERPRET", [Article(26)], "依解释和裁定办理", [.application, .claim])

    /// Art. 27: applications are taken until the regulation's last day.
    ///
    /// Vouchers issued by then are redeemed after it, as Art. 18 item 2 presupposes: the rule is not asked of claims.
    static let validity = Rule(
        "ART27-VALID",
        [Article(27)],
        "在办法有效期内申请",
        [.application],
        application: { facts in
            guard facts.version == nil, let day = facts.day, let last = facts.lastDay, day > last else { return [] }
            return [
                .reject(
                    ["application_date": day, "effective_to": last],
                    "申请日 \(day) 超出办法有效期（至 \(last)）",
                    fix: "待新的办法施行后重新申请"
                )
            ]
        }
    )
}
