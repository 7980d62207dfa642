import Programme
import Records

/// What became of the applications of a party-year.
struct ApplicationResult: Sendable {
    var decisions: [Decision] = []
    var waits: [Wait] = []
    /// The application that stands, whatever is decided of it.
    var standing: RecordKey?
    /// The voucher that claims draw on.
    var voucher: Voucher?
}

/// Decides the applications of a party-year: the earliest-placed stands, any other live one is its duplicate (Art. 17).
struct ApplicationHearing: Sendable {
    let docket: Docket
    let programme: ProgrammeFile
    let newest: ProgrammeVersion
    let settings: Adjudicator.Settings
    let horizon: Horizon

    func result() -> ApplicationResult {
        var result = ApplicationResult(decisions: docket.file.published.filter { $0.kind == .application || $0.kind == .voucher })
        for record in docket.withdrawn(.application) where docket.published(.application, record.key) == nil {
            result.decisions.append(decision(.application, record, .withdrawn))
        }
        let live = docket.all(.application).filter { docket.published(.application, $0.key) == nil }.sorted { order($0) < order($1) }
        let approved = docket.file.published.first { $0.kind == .application && $0.outcome == .approved }
        result.standing = approved?.subject ?? live.first?.key
        if let approved {
            result.voucher = voucher(published: approved)
        } else if let standing = live.first {
            judge(standing, into: &result)
        }
        for record in live where record.key != result.standing {
            result.decisions.append(decision(.application, record, .duplicate, findings: [duplicate(record, of: result.standing)]))
        }
        return result
    }

    private func order(_ record: CaseRecord) -> Order { Order(place: record.place, id: record.key.key) }

    private func judge(_ record: CaseRecord, into result: inout ApplicationResult) {
        let missing = MissingReferences.of(application: Application(record: record), in: docket)
        guard missing.isEmpty, let facts = facts(record) else {
            let wait = MissingReferences.wait(record.key, missing)
            if let lapse = lapseOfYear(record, newest) {
                result.decisions.append(decision(.application, record, .lapsed, findings: [lapse, wait.finding.told(as: .warn, "")]))
            } else {
                result.waits.append(wait)
            }
            return
        }
        let rulings = Rulings(docket, on: record.key)
        var findings = rulings.applied(to: Judge.findings(facts))
        let standing = Freezing(docket)
        if let frozen = standing.hold { findings.append(standing.isFraud ? frozen.told(as: .reject, "经认定弄虚作假，纳入诚信记录：") : frozen) }
        if settings.applications == .byRuling, !rulings.isApproved { findings.append(awaitsApproval(record)) }
        findings = Judge.ordered(findings)
        let outcome = Decision.Outcome.of(findings, otherwise: .approved)
        if let lapse = lapse(record, facts.terms, outcome) {
            result.decisions.append(decision(.application, record, .lapsed, findings: [lapse] + findings))
            return
        }
        guard outcome == .approved, let requested = facts.application.requested, let place = facts.place, let category = facts.application.category
        else {
            result.decisions.append(decision(.application, record, outcome, findings: findings))
            return
        }
        let face = Entitlement.face(requested: requested, terms: facts.terms)
        let issued = Judge.ordered(Judge.issueFindings(facts))
        result.decisions.append(decision(.application, record, .approved, amount: face, findings: findings))
        result.decisions.append(decision(.voucher, record, face < requested ? .reduced : .issued, amount: face, findings: issued))
        result.voucher = Voucher(
            application: facts.application,
            place: place,
            category: category,
            rate: Entitlement.rate(of: facts),
            face: face,
            terms: facts.terms
        )
    }

    /// What ends an application that nobody has approved: the year's end, or a supplement that did not come in time. It did where the
    /// application was completed after the last day, whenever the centre looks. A calendar without an answer ends nothing.
    private func lapse(_ record: CaseRecord, _ terms: ProgrammeVersion, _ outcome: Decision.Outcome) -> Finding? {
        if outcome == .held || outcome == .returned, let lapse = lapseOfYear(record, terms) { return lapse }
        guard let since = docket.file.returnedSince[record.key],
            let due = horizon.workdays.day(terms.periods.supplementWorkingDays, after: since.day), horizon.now.day > due,
            outcome == .returned || record.place.map({ $0.day > due }) == true
        else { return nil }
        return Rule.form.finding(
            .reject(["returned_on": since.day, "due": due], "退回补正后逾期（至 \(due)）未补正，申请失效", fix: "以新编号重新申请")
        )
    }

    private func lapseOfYear(_ record: CaseRecord, _ terms: ProgrammeVersion) -> Finding? {
        let year = docket.file.year
        guard YearEnd.isPast(record.key, year: year, docket, horizon, terms) else { return nil }
        return Rule.void.finding(.reject(["voucher_year": year], "\(year) 年度已届满而申请未获批准，申请失效", fix: "在新的年度另行申请"))
    }

    private func facts(_ record: CaseRecord) -> ApplicationFacts? {
        guard let party = docket.one(.party, docket.file.party) else { return nil }
        let application = Application(record: record)
        let place = record.place
        let version = place.flatMap { programme.version(on: $0.day) }
        return ApplicationFacts(
            application: application,
            party: Party(record: party),
            project: Project(application.project, in: docket),
            registers: Registers(docket),
            place: place,
            city: programme.city,
            version: version,
            lastDay: programme.lastDay,
            terms: version ?? newest
        )
    }

    /// The voucher of an application whose approval is FINAL: its face and rate are as published, whatever the records say now.
    private func voucher(published approval: Decision) -> Voucher? {
        guard let record = docket.record(approval.subject), let place = approval.place else { return nil }
        let application = Application(record: record)
        let published = docket.published(.voucher, approval.subject)
        let terms = programme.version(on: place.day) ?? newest
        let pinned = published?.findings.first { $0.rule == Rule.rate.id }.flatMap { VoucherPin($0.values) }
        guard let category = pinned?.category ?? application.category, let face = published?.amount ?? approval.amount else { return nil }
        let rate = pinned?.rate ?? facts(record).map(Entitlement.rate) ?? terms.standard.ratesBasisPoints[category] ?? 0
        return Voucher(application: application, place: place, category: category, rate: rate, face: face, terms: terms)
    }

    private func awaitsApproval(_ record: CaseRecord) -> Finding {
        Rule.authority.finding(
            .hold(["applications": settings.applications.rawValue], "申请 \(record.key.key) 待管理机构审核决定", fix: "由中心作出 APPROVE 裁定")
        )
    }

    private func duplicate(_ record: CaseRecord, of standing: RecordKey?) -> Finding {
        let other = standing?.key ?? ""
        return Rule.face.finding(
            .warn(
                ["standing": other, "place": record.place],
                "同一需求方同一年度只办理一份申请，以先提交的 \(other) 为准，本申请按重复处理",
                fix: "需调整额度的，修改申请 \(other)；该申请有误的，先撤回"
            )
        )
    }

    private func decision(
        _ kind: Decision.Kind,
        _ record: CaseRecord,
        _ outcome: Decision.Outcome,
        amount: Fen? = nil,
        findings: [Finding] = []
    ) -> Decision {
        Decision(
            kind: kind,
            subject: record.key,
            party: docket.file.party,
            year: docket.file.year,
            outcome: outcome,
            amount: amount,
            findings: findings,
            place: record.place
        )
    }
}

/// The category and rate that an issued voucher's own finding pins: `support_category=TEAM; rate_bp=3000`.
struct VoucherPin: Sendable {
    let category: SupportCategory
    let rate: Int64

    init?(_ values: String) {
        let fields = Values.read(values)
        guard let category = fields["support_category"].flatMap(SupportCategory.init), let rate = fields["rate_bp"].flatMap(Int64.init) else {
            return nil
        }
        self.category = category
        self.rate = rate
    }
}
