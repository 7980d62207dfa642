public import Programme
import Records
import Rules
import Store

/// A date that comes near or has passed, and that somebody must act on: shown by `voucherd status`, and logged once a day.
public struct Alarm: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable {
        /// The workday file runs out (工作日文件).
        case workdays
        /// The regulation's term ends (Art. 27).
        case programme
        /// The initial review of a claim (Art. 18 item 1).
        case initialReview = "initial-review"
        /// A supplement that an office owes.
        case supplement
        /// Something else that waits longer than it should.
        case wait
        /// A certificate ends on which vouchers or claims rest (Art. 11, 14).
        case certificate
        /// The annual round is reviewed in the first quarter (Art. 18 item 2).
        case annualRound = "annual-round"
    }

    public let kind: Kind
    /// The last day; `nil` where the calendar has no answer.
    public let due: Day?
    public let isOverdue: Bool
    public let subject: String
    public let text: String
    public let textZh: String
}

/// Reads which dates come near.
public struct Alarms {
    /// How many days before the end of the regulation's term, or of a certificate, it is told.
    static let programmeNotice = 60
    static let certificateNotice = 30
    /// From this day of March on a year without its annual round is told.
    static let roundNotice = (month: 3, day: 1)

    let transaction: Transaction
    let configuration: CentreConfiguration
    let today: Day

    /// The first of them, the earliest first, and how many more there are: what a daemon slept over comes in the order in which it fell due.
    func first(_ most: Int, _ digest: WaitDigest) throws -> (alarms: [Alarm], more: Int) {
        let other = try dates() + waits(digest.items)
        let supplements = digest.supplements.filter { supplement in supplement.due.map { $0 < today || isNear($0) } ?? false }
            .reduce(0) { $0 + $1.count }
        // They fall due in the order in which they were asked for.
        let all = try other + waits(digest.oldestSupplements(min(supplements, most)))
        return (Array(all.sorted(by: Alarms.isBefore).prefix(most)), max(0, other.count + supplements - most))
    }

    /// Those that are no matter of the queue of waits, the earliest first.
    func dates() throws -> [Alarm] {
        try (workdays + programme + certificates() + annualRound()).sorted(by: Alarms.isBefore)
    }

    private static func isBefore(_ left: Alarm, _ right: Alarm) -> Bool {
        (left.due?.ordinal ?? .min, left.kind.rawValue, left.subject) < (right.due?.ordinal ?? .min, right.kind.rawValue, right.subject)
    }

    private var workdays: [Alarm] {
        guard let shortage = configuration.workdays.shortage(on: today) else { return [] }
        let last = configuration.workdays.lastDay
        let isOver = last.map { $0 < today } ?? true
        return [Alarm(kind: .workdays, due: last, isOverdue: isOver, subject: "config/workdays.csv", text: shortage, textZh: "请补充工作日文件；未覆盖的期限不推算")]
    }

    private var programme: [Alarm] {
        guard let last = configuration.programme.lastDay, today.adding(days: Alarms.programmeNotice) >= last else { return [] }
        return [
            Alarm(
                kind: .programme,
                due: last,
                isOverdue: last < today,
                subject: configuration.programme.id,
                text: "no version of the programme is in force after \(last): applications placed later are refused (Art. 27)",
                textZh: "办法有效期至 \(last)，此后的申请不予受理（第二十七条）；已发放的券仍按规定兑付"
            )
        ]
    }

    /// Whether a deadline is here by the next working day.
    private func isNear(_ due: Day) -> Bool { due <= configuration.workdays.day(1, after: today) ?? today }

    private func waits(_ items: [WaitQueue.Item]) -> [Alarm] {
        items.compactMap { item in
            guard item.isOverdue || item.due.map({ isNear($0) }) ?? false else { return nil }
            let kind: Alarm.Kind =
                switch item.kind {
                case "held" where item.due != nil: .initialReview
                case "returned": .supplement
                default: .wait
                }
            return Alarm(
                kind: kind,
                due: item.due ?? item.since?.day,
                isOverdue: item.isOverdue,
                subject: item.subject,
                text: item.reason,
                textZh: item.reasonZh
            )
        }
    }

    private func certificates() throws -> [Alarm] {
        let through = today.adding(days: Alarms.certificateNotice)
        let highTech = try transaction.certificatesOfVoucherHolders(endingFrom: today, through: through, year: today.year).map { uscc, ends in
            Alarm(
                kind: .certificate,
                due: ends,
                isOverdue: false,
                subject: "reg_hte \(uscc)",
                text: "the high-tech certificate of a voucher's holder ends: services completed later are not covered (Art. 14 item 1)",
                textZh: "持券企业的高新技术企业证书将于 \(ends) 到期，此后完成的服务不在支持范围（第十四条第一项）"
            )
        }
        let laboratories = try transaction.qualifications(endingFrom: today, through: through).map { provider, kind, ends in
            Alarm(
                kind: .certificate,
                due: ends,
                isOverdue: false,
                subject: "qualification \(provider) \(kind)",
                text: "the provider's \(kind) ends: reports of later days are not covered (Art. 11 item 3)",
                textZh: "服务机构的 \(kind) 资质将于 \(ends) 到期，此后出具的报告不予认可（第十一条第三项）"
            )
        }
        return highTech + laboratories
    }

    private func annualRound() throws -> [Alarm] {
        let year = today.year - 1
        guard let from = Day(today.year, Alarms.roundNotice.month, Alarms.roundNotice.day), let last = Day(today.year, 3, 31), today >= from else {
            return []
        }
        let rounds = try transaction.allMerged(.round).filter {
            !$0.isWithdrawn && $0["voucher_year"]?.integer == Int64(year) && $0["kind"]?.text == "ANNUAL"
        }
        let isHeld = rounds.contains { $0["reviewed_on"]?.text.flatMap { Day($0) } != nil }
        guard !isHeld, try transaction.hasVouchers(ofYear: year) else { return [] }
        return [
            Alarm(
                kind: .annualRound,
                due: last,
                isOverdue: last < today,
                subject: rounds.first?.key.key ?? "\(year)",
                text: "the annual round of \(year) has not been reviewed; it is due in the first quarter (Art. 18 item 2)",
                textZh: "\(year) 年度兑付尚未评审，应在次年第一季度进行（第十八条第二项）"
            )
        ]
    }
}

extension Centre {
    /// The first dates that come due or have at an instant, the earliest first, and how many more there are.
    public func firstAlarms(_ most: Int, at instant: Instant) throws -> (alarms: [Alarm], more: Int) {
        try store.read { transaction in
            try Alarms(transaction: transaction, configuration: configuration, today: instant.day).first(
                most,
                WaitDigest(transaction, configuration, at: instant)
            )
        }
    }
}
