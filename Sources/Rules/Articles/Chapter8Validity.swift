import Records

// 第八章 附则: Art. 26 and 27.

extension Rule {
    /// Art. 25: anyone may complain, by any channel. A complaint is recorded and answered; it holds nothing by itself: an operator rules.
    static let complaint = Rule(
        "ART25-COMPLAINT",
        [Article(25)],
        "投诉登记办理，不自动影响兑付",
        [.act],
        effects: [.info],
        english: "anyone may complain; a complaint holds nothing by itself",
        construction: "条文未定期限；是否暂缓由经办人裁定。",
        reads: [Reading(.complaint, "complaint")]
    )

    /// Art. 26: the bureau interprets the regulation; the centre's rulings carry its word.
    ///
    /// A ruling lifts a hold, sends back, refuses, or extends the year's end, and every decision that it touches says so.
    static let interpretation = Rule(
        "ART26-INTERPRET",
        [Article(26)],
        "依解释和裁定办理",
        [.application, .claim],
        effects: [.override, .info, .hold, .reject, .return],
        english: "the bureau interprets; a ruling carries its word",
        construction: "放行只解除所指条款的暂缓，不解除各方填报不一致，也不代替批准。",
        reads: [Reading(.ruling, "ruling")]
    )

    /// Art. 27: applications are taken until the regulation's last day.
    ///
    /// Vouchers issued by then are redeemed after it, as Art. 18 item 2 presupposes: the rule is not asked of claims.
    static let validity = Rule(
        "ART27-VALID",
        [Article(27)],
        "在办法有效期内申请",
        [.application, .round],
        effects: [.reject, .hold],
        english: "applications are taken until the regulation's last day",
        construction: "到期前发放的券仍按第十八条第二项于次年兑付，本条不对兑付申请提出；期满后评审的轮次由中心确认一次。",
        reads: [Reading(.application, "submitted")],
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
