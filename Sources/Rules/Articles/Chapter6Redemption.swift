import Records

// 第六章: Art. 18 items 1 to 5 and Art. 19, from the deadline of the initial review to the payment.

extension Rule {
    /// Art. 18 item 1: in principle (原则上) the initial review takes no longer than five working days. Lateness is told, and approves
    /// nothing.
    static let initialReviewTime = Rule(
        "ART18-1-5WD",
        [Article(18, item: 1)],
        "初审原则上 5 个工作日内完成，逾期只预警不视为通过",
        [.claim],
        effects: [.timer, .warn],
        english: "the initial review takes five working days, in principle",
        construction: "当日不计，从次日起算；“原则上”：逾期只预警，不视为通过；补正期间停算，补正后重新起算；没有工作日数据的年度不推算。"
    )

    /// Art. 18 item 2: the panel has management, technical and finance experts. That none of them works for the party or the provider is
    /// good practice, and no word of the text: it is told, and an operator may let it stand.
    static let panel = Rule(
        "ART18-2-PANEL",
        [Article(18, item: 2)],
        "评审专家组含管理、技术、财务三类专家",
        [.review],
        effects: [.hold, .warn, .invariant],
        english: "the panel has management, technical and finance experts",
        construction: "回避不在条文之中：与需求方或服务机构同单位的只作提示。",
        reads: [Reading(.review, "opinion"), Reading(.expert, "expert")]
    )

    /// Art. 18 item 2, 19: the annual round of a year is reviewed in the first quarter of the next. Extra rounds may be held at any time.
    static let firstQuarter = Rule(
        "ART18-2-Q1",
        [Article(18, item: 2), Article(19)],
        "年度评审在次年第一季度进行",
        [.round],
        effects: [.warn],
        english: "the annual round is reviewed in the first quarter of the next year",
        construction: "增加的轮次可以在任何时候进行。",
        reads: [Reading(.round, "round"), Reading(.round, "review")]
    )

    /// Art. 18 item 3: the list of parties and amounts is public for five working days; the day of publication is not counted.
    static let publicity = Rule(
        "ART18-3-PUBLICITY",
        [Article(18, item: 3)],
        "公示满 5 个工作日",
        [.publicity],
        effects: [.hold, .info, .timer],
        english: "the list is public for five working days",
        construction: "公示当日不计；调高或新增的重新公示，调低或取消的不必。",
        reads: [Reading(.publicity, "publicity")]
    )

    /// Art. 18 items 3 and 4: an objection in the window holds its own line only. Upheld, it takes the line back or lessens it;
    /// dismissed, the line goes on. One that comes later is a complaint (Art. 25).
    static let objection = Rule(
        "ART18-3-OBJECTION",
        [Article(18, item: 3), Article(18, item: 4)],
        "公示期内的异议只暂缓所涉事项",
        [.publicity],
        effects: [.hold, .reject, .warn, .info, .reduce],
        english: "an objection in time holds its own line",
        construction: "只暂缓所涉一项；期满之后提出的按投诉处理。",
        reads: [Reading(.objection, "objection"), Reading(.objection, "ruling")]
    )

    /// Art. 18 item 4: the letter of confirmation, two copies, once the publicity has ended without an open objection.
    static let confirmation = Rule(
        "ART18-4-CONFIRM",
        [Article(18, item: 4)],
        "公示无异议后出具兑付确认书，一式两份",
        [.confirmation],
        effects: [.info, .generate],
        english: "the letter of confirmation, in two copies, when nothing is objected",
        reads: [Reading(.publicity, "publicity"), Reading(.objection, "ruling")]
    )

    /// Art. 18 item 5: the paper that the party hands in agrees with the electronic files; otherwise the payment waits.
    static let paper = Rule(
        "ART18-5-PAPER",
        [Article(18, item: 5)],
        "纸质材料与电子材料一致方予支付",
        [.payment],
        effects: [.hold, .return, .info],
        english: "paper and electronic files agree before money is paid",
        construction: "扫描件不可能与原件逐字节相同：核对的是清单摘要、主要内容和页数。",
        reads: [Reading(.paperCheck, "check"), Reading(.evidence, "file")]
    )

    /// Art. 19: once a year in principle, more often as needed: rounds are numbered within their year.
    static let rounds = Rule(
        "ART19-ROUNDS",
        [Article(19)],
        "每年度至少兑付一轮，可增加轮次",
        [.round],
        effects: [.hold, .invariant],
        english: "at least one round a year, numbered",
        reads: [Reading(.round, "round")]
    )

    /// Art. 23: fraud, found by the authority and documented, never by the machine: everything of the party is frozen, payments stop,
    /// what was paid is claimed back.
    static let fraud = Rule(
        "ART23-FRAUD",
        [Article(23)],
        "经认定的弄虚作假：停拨并追回资金，纳入诚信记录",
        [.act],
        effects: [.hold, .reject, .info, .freeze],
        english: "fraud that the authority has found stops and reclaims the money",
        construction: "只凭有文号的认定，从不自动作出；重复、雷同只转人工。",
        reads: [Reading(.ruling, "ruling")]
    )

    /// Art. 24: what is not used within the calendar year is void: pending at the year's end, final once every district has closed the
    /// year or the day for it has passed. What a live claim has reserved stays until the claim ends.
    static let void = Rule(
        "ART24-VOID",
        [Article(24)],
        "自然年度届满未使用的额度自动作废",
        [.yearEnd],
        effects: [.hold, .info, .timer],
        english: "what is not used in the year is void",
        construction: "分两步：年末为待作废，各县区报送截止批次或到截止日后为最终作废；在办申请占用的额度待其办结。"
    )
}
