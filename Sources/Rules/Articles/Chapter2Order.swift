import Programme
import Records

// 第二章: Art. 6, the order in which the money goes out.

extension Rule {
    /// Art. 6: first come, first served (先申用先兑付): by the place of the claim, then by the place of its application. The claim at the
    /// budget's edge gets what is left; a smaller one behind it does not overtake it; two of the same order there are held.
    ///
    /// The time at the district makes the place, and no wrong clock may move it.
    /// What is dated after its own export has a place no later than that export. A clock that runs ahead by minutes is worth a warning; one
    /// that is wrong by more than a day says nothing about who came first, and an operator looks.
    static let order = Rule(
        "ART06-ORDER",
        [Article(6)],
        "按先申先用的次序兑付至预算用尽，以县区受理时间为序，时钟错误不得影响先后",
        [.application, .claim, .round],
        effects: [.compute, .reduce, .hold, .warn, .info],
        english: "first applied and used, first paid, until the budget is spent; a wrong clock gains no place",
        construction: "“申”与“用”并看：先比兑付申请的次序，再比其券申请的次序；预算边缘者得余额，后面金额较小的不得越位，次序相同的转人工。",
        reads: [Reading(.claim, "submitted"), Reading(.application, "submitted"), Reading(.round, "budget")],
        application: { facts in clockGrounds(facts.application.record, facts.place) },
        claim: { facts in clockGrounds(facts.claim.record, facts.place) }
    )

    /// The most that a clock may be ahead, in seconds: a day.
    private static let greatestLead: Int64 = 86_400

    private static func clockGrounds(_ record: CaseRecord, _ place: Instant?) -> [Ground] {
        guard let stated = record.instant("submitted_at"), let place, stated > place else { return [] }
        let values: Values = ["submitted_at": stated, "place": place]
        guard stated.seconds - place.seconds > greatestLead else {
            return [.warn(values, "提交时间 \(stated) 晚于批次导出时间，按 \(place) 排序；请校准时钟", column: "submitted_at")]
        }
        return [
            .hold(
                values,
                "提交时间 \(stated) 晚于批次导出时间 24 小时以上，时钟或日期有误，先后次序（暂按 \(place)）须人工核实",
                fix: "核实实际提交时间，由中心裁定；并校准报送电脑的时钟",
                column: "submitted_at"
            )
        ]
    }
}
