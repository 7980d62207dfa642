import Programme
import Records

/// Makes a line of a round's list public, and hears what is said against it (公示、异议, Art. 18 items 3 and 4).
struct PublicityHearing: Sendable {
    let docket: Docket
    let horizon: Horizon
    let workingDays: Int
    /// The claim's line in the round's list.
    let line: Decision
    /// The list in which it was published; `nil` where none names it any more.
    let notice: CaseRecord?
    /// The publicity of this grant that is in force.
    let acted: Decision?
    /// Where the line stands among the grants of the claim.
    let progress: GrantProgress
    /// The last day of the claim's publicity in an earlier round: what was objected by then was heard there.
    private let objectionsAfter: Day?

    /// - Parameter objectionsAfter: as ``lastDay`` gave it for the grant before; what is in force already has it pinned.
    init(
        docket: Docket,
        horizon: Horizon,
        workingDays: Int,
        line: Decision,
        notice: CaseRecord?,
        acted: Decision?,
        progress: GrantProgress,
        objectionsAfter: Day?
    ) {
        self.docket = docket
        self.horizon = horizon
        self.workingDays = workingDays
        self.line = line
        self.notice = notice
        self.acted = acted
        self.progress = progress
        self.objectionsAfter = acted?.pinned(Rule.publicity.id)["objections_after"].flatMap { Day($0) } ?? objectionsAfter
    }

    private var standing: Decision? { acted?.state == .final ? acted : nil }
    private var published: Day { notice?.day("published_on") ?? horizon.now.day }

    /// The last day of the publicity; `nil` where the workday file does not reach it.
    var lastDay: Day? {
        standing?.pinned(Rule.publicity.id)["ends_on"].flatMap { Day($0) } ?? horizon.workdays.day(workingDays, after: published)
    }

    func decision() -> Decision {
        guard var standing else { return notice.map { heard(in: $0) } ?? withdrawn }
        standing.findings.removeAll { $0.rule == PublishedActs.rule }
        if let notice, notice.key.key == standing.pinned(Rule.publicity.id)["list"] ?? notice.key.key {
            let fresh = heard(in: notice)
            if fresh.outcome == .open || (fresh.outcome, fresh.amount) == (standing.outcome, standing.amount) { return standing }
            standing.findings.append(later(standing, "其后登记或改动的异议不改变公示结果"))
        } else {
            standing.findings.append(later(standing, "其后对公示名单的更改不改变公示结果"))
        }
        return standing
    }

    /// A later grant's list that is taken back while it is public: the line waits for another, and the earlier grants stay paid.
    private var withdrawn: Decision {
        let pinned = acted?.pinned(Rule.publicity.id)["list"]
        let finding = Rule.publicity.finding(
            .hold(
                ["list": pinned, "paid_in": progress.paidText, "paid_by": progress.lastPayment, "granted_through": progress.grantedThrough.yuan],
                "公示名单 \(pinned ?? "") 已撤回或不再列入该项，公示中止",
                fix: "重新公示"
            )
        )
        return line.followed(by: .publicity, .open, line.amount, [finding], .tentative)
    }

    /// What has ended is a published act: what is registered afterwards is told, and changes nothing.
    private func later(_ acted: Decision, _ words: String) -> Finding {
        Finding(
            rule: PublishedActs.rule,
            effect: .hold,
            article: "第十八条第三项、第四项",
            values: "outcome=\(acted.outcome.rawValue); amount=\(acted.amount?.yuan ?? "")",
            reason: "公示已于此前了结；\(words)，未支付的暂缓支付，待中心裁定",
            fix: "由中心裁定：照付（RELEASE，条款填 \(PublishedActs.rule)），或冻结（FREEZE）"
        )
    }

    private func heard(in notice: CaseRecord) -> Decision {
        guard let last = lastDay else {
            let finding = Rule.publicity.finding(
                .hold(["published_on": published, "list": notice.key.key], "工作日文件未覆盖公示期，无法计算期满之日", fix: "补充 config/workdays.csv")
            )
            return line.followed(by: .publicity, .open, line.amount, [finding], .tentative)
        }
        var amount = line.amount ?? .zero
        var findings: [Finding] = []
        var isOpen = false
        for objection in docket.all(.objection, where: "claim_id", is: line.subject.key) {
            guard let received = objection.instant("received_at")?.day, objectionsAfter.map({ received > $0 }) ?? true else { continue }
            let number = objection.key.key
            if received > last {
                findings.append(Rule.objection.finding(.info(["objection": number, "ends_on": last], "异议 \(number) 在公示期满后提出，按投诉办理（第二十五条）")))
                continue
            }
            switch (objection.isContested("ruling"), objection.text("ruling")) {
            case (false, "DISMISSED"): findings.append(Rule.objection.finding(.info(["objection": number], "异议 \(number) 不成立")))
            case (false, "SUSTAINED"):
                amount = objection.fen("reduced_fee").map { max(.zero, min(amount, Entitlement.share(of: $0, rate: rate) - grantedBefore)) } ?? .zero
                findings.append(sustained(number, amount))
            default:
                isOpen = true
                findings.append(Rule.objection.finding(.hold(["objection": number], "公示有异议（\(number)），暂缓兑付", fix: "由中心调查后填写处理结论")))
            }
        }
        findings.append(window(of: notice, through: last))
        if isOpen || amount == .zero { return line.followed(by: .publicity, .objected, amount, findings, isOpen ? .tentative : .final) }
        let isDone = horizon.now.day > last
        return line.followed(by: .publicity, isDone ? .done : .open, amount, findings, isDone ? .final : .tentative)
    }

    private func window(of notice: CaseRecord, through last: Day) -> Finding {
        let reason = "公示自 \(published) 起满 \(workingDays) 个工作日，至 \(last) 止"
        guard let paid = progress.paidText else {
            return Rule.publicity.finding(
                .info(
                    ["published_on": published, "ends_on": last, "list": notice.key.key, "granted_through": progress.grantedThrough.yuan],
                    reason
                )
            )
        }
        return Rule.publicity.finding(
            .info(
                [
                    "published_on": published, "ends_on": last, "list": notice.key.key, "granted_through": progress.grantedThrough.yuan,
                    "paid_in": paid, "paid_by": progress.lastPayment, "objections_after": objectionsAfter,
                ],
                "\(reason)；此前各轮已支付 \(progress.paidBefore.yuan) 元"
            )
        )
    }

    private func sustained(_ number: String, _ amount: Fen) -> Finding {
        Rule.objection.finding(
            amount == .zero
                ? .reject(["objection": number], "异议 \(number) 成立，不予兑付", fix: "无")
                : .warn(["objection": number, "amount": amount.yuan], "异议 \(number) 成立，核减为 \(amount.yuan) 元")
        )
    }

    private var grantedBefore: Fen { line.grantedInAll - (line.amount ?? .zero) }

    private var rate: Int64 { line.findings.first?.valuesByName["rate_bp"].flatMap { Int64($0) } ?? 0 }
}
