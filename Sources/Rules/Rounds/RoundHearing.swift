public import Programme
public import Records

/// Opens, cuts off and ranks a redemption round: pure functions of its file.
public struct RoundHearing: Sendable {
    /// The rules that a ruling RELEASE may name: on a round, and on a claim in one.
    public static let releasable: Set<String> = [Rule.order.id, Rule.validity.id]
    public static let releasableOfClaims: Set<String> = [Rule.order.id, Rule.panel.id]

    private let file: RoundFile

    public init(_ file: RoundFile) {
        self.file = file
    }

    private var round: CaseRecord { file.round }

    /// What the round may grant: its budget less the programme's own costs (Art. 3, 5); `nil` while a conflict hides either.
    public var available: Fen? {
        guard !round.isContested("budget"), let budget = round.fen("budget") else { return nil }
        return budget - max(.zero, round.fen("admin_reserved") ?? .zero)
    }

    /// What keeps the round from being cut off at that instant; empty where nothing does.
    ///
    /// - Parameter gaps: the batches for which others wait: whoever is before them may still be missing.
    public func obstaclesToCutOff(gaps: [String]) -> [Finding] {
        var findings = contested(["round", "budget", "signoff"]) + misnumbered
        if let available, available <= .zero {
            findings.append(
                Rule.budget.finding(
                    .hold(
                        ["budget": round.fen("budget")?.yuan, "admin_reserved": round.fen("admin_reserved")?.yuan],
                        "预算扣除工作经费后无可用额，轮次不能开启",
                        fix: "更正预算或工作经费"
                    )
                )
            )
        }
        findings += unsigned
        if !gaps.isEmpty, !isReleased(Rule.order.id) {
            findings.append(
                Rule.order.finding(
                    .hold(
                        ["waiting": gaps.prefix(20).joined(separator: ",")],
                        "有批次尚缺前序（\(gaps.count) 个），在先的申报可能未到，轮次不能截止",
                        fix: "补齐批次，或对缺失批次裁定 WAIVE_GAP，或对本轮次裁定 RELEASE（条款 \(Rule.order.id)）"
                    )
                )
            )
        }
        return findings
    }

    /// What the signatures of the two offices leave to be wished: a round that has been cut off is signed no more (Art. 4).
    private var unsigned: [Finding] {
        let cutOff = round.instant("cut_off_at")?.day
        let signatures = [round.day("signoff_stb"), round.day("signoff_finance")]
        let values: Values = ["signoff_stb": signatures[0], "signoff_finance": signatures[1], "cut_off_on": cutOff]
        if signatures.contains(nil) { return [Rule.joint.finding(.hold(values, "缺少市科技局或市财政局会签", fix: "补齐两局会签日期"))] }
        guard let cutOff, let last = signatures.compactMap(\.self).max(), last > cutOff else { return [] }
        return [Rule.joint.finding(.hold(values, "会签日期 \(last) 晚于截止日 \(cutOff)，不作会签", fix: "更正会签日期；确系其后会签的，推迟截止时间"))]
    }

    /// A round bears the number of its year (Art. 19).
    private var misnumbered: [Finding] {
        guard !round.isContested("round"), let year = round.whole("voucher_year"), !round.key.key.hasPrefix("\(year)-") else { return [] }
        return [
            Rule.rounds.finding(
                .hold(
                    ["round": round.key.key, "voucher_year": year],
                    "轮次编号 \(round.key.key) 与年度 \(year) 不一致",
                    fix: "更正年度；编号有误的，撤回本轮次，以 \(year)-R 开头的编号另立"
                )
            )
        ]
    }

    /// Whether the panel has met (Art. 18 item 2), and again since a ruling sent the ranking back to it: before that nothing else needs to be
    /// read.
    public static func isReviewed(_ round: CaseRecord, on today: Day, rulings: [CaseRecord]) -> Bool {
        guard let reviewed = round.day("reviewed_on"), reviewed <= today else { return false }
        return !RoundHearing.reopenings(of: round, rulings).contains { ruling in ruling.day("effective_on").map { $0 > reviewed } ?? false }
    }

    /// What there is to say of an annual round that is not reviewed in the first quarter (Art. 18 item 2).
    public static func lateness(of round: CaseRecord) -> [Finding] {
        guard let reviewed = round.day("reviewed_on"), let year = round.whole("voucher_year"), round.text("kind") == "ANNUAL",
            reviewed.year != year + 1 || reviewed.month > 3
        else { return [] }
        return [Rule.firstQuarter.finding(.warn(["reviewed_on": reviewed, "voucher_year": year], "年度评审不在次年第一季度", fix: "在评审纪要中说明"))]
    }

    /// The rulings that send a ranked round back to its panel: it is ranked once more for each.
    public static func reopenings(of round: CaseRecord, _ rulings: [CaseRecord]) -> [CaseRecord] { said("RETURN", of: round, rulings) }

    /// Whether a ruling has closed the round.
    public static func isClosed(_ round: CaseRecord, _ rulings: [CaseRecord]) -> Bool { !said("APPROVE", of: round, rulings).isEmpty }

    private static func said(_ verdict: String, of round: CaseRecord, _ rulings: [CaseRecord]) -> [CaseRecord] {
        rulings.filter { ruling in
            !ruling.isWithdrawn && !ruling.isContested("ruling") && ruling.text("verdict") == verdict && ruling.text("subject_type") == "round"
                && ruling.text("subject_id") == round.key.key
        }
    }

    /// The list, or what keeps the round from being ranked.
    public func ranked(on today: Day) -> RoundStanding {
        var standing = RoundStanding()
        standing.findings = contested(["round", "budget", "review"])
        guard RoundHearing.isReviewed(round, on: today, rulings: file.rulings), let reviewed = round.day("reviewed_on") else {
            standing.findings.append(
                Rule.panel.finding(.hold(["reviewed_on": round.day("reviewed_on")], "尚未召开评审会", fix: "评审会后填写评审会日期"))
            )
            return standing
        }
        if let lastDay = file.lastDay, reviewed > lastDay { standing.findings.append(afterTerm(reviewed, lastDay)) }
        standing.findings += RoundHearing.lateness(of: round)
        let own = Dictionary(grouping: file.reviews.filter { !$0.isWithdrawn }) { $0.text("claim_id") ?? "" }
        var reviews: [String: [CaseRecord]] = [:]
        for candidate in file.candidates {
            let claim = candidate.claim.key
            reviews[claim] = own[claim] ?? [candidate.earlierReview].compactMap(\.self)
            standing.findings += obstacles(candidate, reviews[claim] ?? [])
        }
        guard let available, !standing.findings.contains(where: { $0.effect == .hold }) else { return standing }
        standing.listing = list(reviews, available)
        return standing
    }

    /// Vouchers that were issued in force are redeemed after the regulation's term (Art. 18 item 2 presupposes it); the centre confirms it once
    /// a round.
    private func afterTerm(_ reviewed: Day, _ lastDay: Day) -> Finding {
        let values: Values = ["flag": "ART27-TAIL", "reviewed_on": reviewed, "effective_to": lastDay]
        let reason = "评审在办法有效期（至 \(lastDay)）届满之后，兑付的是有效期内发放的券"
        return Rule.validity.finding(
            isReleased(Rule.validity.id)
                ? .info(values, "\(reason)，已由中心确认") : .hold(values, reason, fix: "由中心对本轮次裁定 RELEASE（条款 \(Rule.validity.id)）确认一次")
        )
    }

    // MARK: The panel

    private func obstacles(_ candidate: RoundFile.Candidate, _ reviews: [CaseRecord]) -> [Finding] {
        let claim = candidate.claim.key
        guard let review = reviews.first, reviews.count == 1 else {
            return [
                Rule.panel.finding(
                    .hold(["claim": claim, "reviews": reviews.count], "兑付申请 \(claim) 应有且仅有一份评审意见", fix: "补录评审意见，或撤回多余的一份")
                )
            ]
        }
        if let conflict = review.conflicts["opinion"] {
            return [Rule.panel.finding(.hold(["claim": claim], "兑付申请 \(claim) 的评审意见不一致", fix: "由中心处理冲突 \(conflict)", conflict: conflict))]
        }
        var findings: [Finding] = []
        let panel = review.list("experts").compactMap { id in file.experts.first { $0.key.key == id && !$0.isWithdrawn } }
        let kinds: [String] = ["MANAGEMENT", "TECHNICAL", "FINANCE"]
        let missing = kinds.filter { kind in !panel.contains { $0.text("kind") == kind } }
        if !missing.isEmpty {
            findings.append(
                Rule.panel.finding(
                    .hold(["claim": claim, "missing": missing.joined(separator: ",")], "兑付申请 \(claim) 的专家组缺少管理、技术或财务专家", fix: "补齐三类专家后重新评审")
                )
            )
        }
        let bodies = Set([candidate.party, candidate.provider].compactMap(\.self))
        for expert in panel {
            guard let employer = expert.text("employer_uscc"), bodies.contains(employer) else { continue }
            let values: Values = ["claim": claim, "expert": expert.key.key, "employer": employer]
            let reason = "专家 \(expert.key.key) 的工作单位是兑付申请 \(claim) 的需求方或服务机构"
            findings.append(
                Rule.panel.finding(
                    isReleased(Rule.panel.id, claim)
                        ? .warn(values, "\(reason)，依裁定不回避")
                        : .hold(values, reason, fix: "更换专家，或对该兑付申请裁定 RELEASE（条款 \(Rule.panel.id)）")
                )
            )
        }
        // What an objection has lowered since, an earlier review could not know.
        if review.text("round_id") == round.key.key, let recognised = review.fen("recognised_fee"), recognised > candidate.ceiling {
            findings.append(
                Rule.actual.finding(
                    .hold(
                        ["claim": claim, "recognised": recognised.yuan, "ceiling": candidate.ceiling.yuan],
                        "认定费用 \(recognised.yuan) 元高于合同、发票、到款三者最低值 \(candidate.ceiling.yuan) 元",
                        fix: "更正认定费用"
                    )
                )
            )
        }
        return findings
    }

    // MARK: The list

    /// Claims in their order, each with what is left for it; the one at the budget's edge gets the rest, and nobody behind it anything.
    private func list(_ reviews: [String: [CaseRecord]], _ available: Fen) -> [Decision] {
        let ordered = file.candidates.sorted { isBefore($0, $1) }
        let wanted = ordered.map { amount($0, reviews[$0.claim.key]?.first) }
        var left = available
        var isExhausted = false
        var tie: [String] = []
        var decisions: [Decision] = []
        for (rank, candidate) in ordered.enumerated() {
            let amount = wanted[rank]
            var granted = Fen.zero
            if amount > .zero, !isExhausted {
                let equals = ordered.indices.filter { isEqual(ordered[$0], candidate) && wanted[$0] > .zero }
                let ofEquals = equals.map { wanted[$0] }.cappedSum()
                // Equals that all fit, or of which a ruling has put one first, are no tie.
                if rank == equals.first, ofEquals > left, equals.count > 1,
                    !equals.contains(where: { isReleased(Rule.order.id, ordered[$0].claim.key) })
                {
                    tie = equals.map { ordered[$0].claim.key }
                    isExhausted = true
                } else {
                    granted = min(amount, left)
                    left = left - granted
                    isExhausted = granted < amount || left == .zero
                }
            }
            let tied = tie.contains(candidate.claim.key) ? tie : []
            decisions.append(line(candidate, rank + 1, amount, granted, left, reviews[candidate.claim.key]?.first, tied))
        }
        return decisions
    }

    private func isBefore(_ left: RoundFile.Candidate, _ right: RoundFile.Candidate) -> Bool {
        if !isEqual(left, right) {
            return left.place != right.place ? left.place < right.place : left.applicationPlace < right.applicationPlace
        }
        let released = (isReleased(Rule.order.id, left.claim.key), isReleased(Rule.order.id, right.claim.key))
        if released.0 != released.1 { return released.0 }
        return left.claim < right.claim
    }

    private func isEqual(_ left: RoundFile.Candidate, _ right: RoundFile.Candidate) -> Bool {
        left.place == right.place && left.applicationPlace == right.applicationPlace
    }

    /// What the panel's opinion gives: the rate of what it recognises, no more than what is reserved (Art. 16), less what earlier rounds gave.
    private func amount(_ candidate: RoundFile.Candidate, _ review: CaseRecord?) -> Fen {
        guard let review, review.text("result") != "REJECT", let recognised = review.fen("recognised_fee") else { return .zero }
        let share = Entitlement.share(of: min(recognised, candidate.ceiling), rate: candidate.rate)
        return max(.zero, min(share, candidate.reserved) - candidate.granted)
    }

    private func line(
        _ candidate: RoundFile.Candidate,
        _ rank: Int,
        _ amount: Fen,
        _ granted: Fen,
        _ left: Fen,
        _ review: CaseRecord?,
        _ tied: [String]
    ) -> Decision {
        let recognised = review?.fen("recognised_fee")
        let values: Values = [
            "round": round.key.key, "rank": rank, "result": review?.text("result"), "recognised": recognised?.yuan, "rate_bp": candidate.rate,
            "amount": amount.yuan, "granted": granted.yuan, "left": left.yuan,
            "granted_before": candidate.granted == .zero ? nil : candidate.granted.yuan, "reviewed_on": round.day("reviewed_on"),
        ]
        let finding: Finding
        if review?.text("result") == "REJECT" || amount == .zero {
            finding = Rule.actual.finding(.reject(values, "专家组评审不予兑付：\(review?.text("opinion") ?? "认定费用为零")", fix: "有异议的，在公示期内提出"))
        } else if !tied.isEmpty {
            finding = Rule.order.finding(
                .hold(
                    values,
                    "与 \(tied.filter { $0 != candidate.claim.key }.joined(separator: "、")) 次序相同而预算不足，待裁定",
                    fix: "由中心对其一裁定 RELEASE（条款 \(Rule.order.id)），再对本轮次裁定 RETURN 重新排名，或在增加的轮次兑付"
                )
            )
        } else if granted == amount {
            let earlier = candidate.granted == .zero ? "" : "（此前各轮已列入 \(candidate.granted.yuan) 元）"
            finding = Rule.order.finding(.info(values, "本轮第 \(rank) 位，兑付 \(granted.yuan) 元\(earlier)"))
        } else if granted > .zero {
            finding = Rule.order.finding(.warn(values, "本轮第 \(rank) 位，预算仅余 \(granted.yuan) 元，部分兑付；余额可在同年度增加的轮次兑付"))
        } else {
            finding = Rule.order.finding(.warn(values, "本轮第 \(rank) 位，预算已按先申先用的次序用尽；可在同年度增加的轮次兑付"))
        }
        return Decision(
            kind: .listing,
            subject: candidate.claim,
            party: candidate.party,
            year: candidate.year,
            outcome: granted == .zero ? .unfunded : granted < amount ? .partial : .full,
            amount: granted,
            findings: [finding],
            state: .final,
            place: candidate.place
        )
    }

    // MARK: Rulings and conflicts

    private func isReleased(_ rule: String, _ claim: String? = nil) -> Bool {
        let (type, key) = claim.map { ("claim", $0) } ?? ("round", round.key.key)
        return file.rulings.contains { ruling in
            !ruling.isWithdrawn && !ruling.isContested("ruling") && ruling.text("verdict") == "RELEASE" && ruling.text("subject_type") == type
                && ruling.text("subject_id") == key && ruling.text("rule") == rule
        }
    }

    private func contested(_ groups: [String]) -> [Finding] {
        groups.compactMap { group in
            round.conflicts[group].map { id in
                Rule.rounds.finding(
                    .hold(["round": round.key.key, "group": group], "轮次 \(round.key.key) 的内容不一致", fix: "由中心处理冲突 \(id)", conflict: id)
                )
            }
        }
    }
}

extension Decision {
    /// The same LISTING, when the year's last round has closed: what no round could give is not given any more (Art. 19, 24).
    public func closed(by round: String) -> Decision {
        let values = (findings.first?.values ?? "") + "; closed=\(round)"
        let finding = Rule.order.finding(.warn(Values(values), "\(year) 年度各轮次均已结束（\(round)），未兑付的 \(ungranted.yuan) 元不再兑付"))
        var closed = self
        closed.findings = [finding]
        return closed
    }
}
