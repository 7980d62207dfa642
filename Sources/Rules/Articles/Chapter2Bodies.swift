// 第二章 组织机构及职责: Art. 4 to 6.

extension Rule {
    /// Art. 5, 18 item 1: the centre decides; a district office passes papers on.
    ///
    /// A district's opinion is kept and shown as advice, and changes nothing. Where applications are approved by ruling, the application
    /// waits under this rule for the centre's verdict.
    static let authority = Rule(
        "ART05-AUTHORITY",
        [Article(5), Article(18, item: 1)],
        "审核由管理机构作出，县区意见仅作参考",
        [.application, .issue, .claim],
        effects: [.warn, .hold],
        english: "the centre decides; a district's opinion is advice",
        construction: "县区意见只作记录；设为按裁定批准的，申请在此条下等候中心的 APPROVE。",
        application: { facts in
            guard let opinion = facts.application.opinion else { return [] }
            return [
                .warn(
                    ["district_opinion": opinion],
                    "县区意见“\(opinion)”已记录，仅作参考；审核由管理机构作出",
                    column: "district_opinion"
                )
            ]
        }
    )

    /// Art. 6: vouchers are electronic.
    ///
    /// Nothing to test: a voucher is a decision on an application and exists nowhere else, one for each approved application.
    static let electronic = Rule(
        "ART06-ELECTRONIC",
        [Article(6)],
        "创新券为电子券，一份申请至多一张",
        [.issue],
        effects: [.invariant],
        english: "a voucher is electronic, one for each approved application",
        construction: "券是对申请的一项决定，不以其他形式存在，故无须逐件审核。"
    )
}
