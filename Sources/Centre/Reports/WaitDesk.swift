import Merging
import Programme
import Records
import Rules
import Store

/// Says of each thing that waits what it is, why it waits, and how the wait ends.
struct WaitDesk {
    let transaction: Transaction
    let configuration: CentreConfiguration
    let instant: Instant

    /// The rule that keeps an application until the centre approves it (Art. 5).
    private static let approval = "ART05-AUTHORITY"

    /// Decisions that a ruling RELEASE moves; what is held later in a round is moved by the acts of the round.
    private static let releasable: Set<Decision.Kind> = [.application, .voucher, .initialReview]

    var commands: RulingCommands { RulingCommands(root: configuration.root.absolutePath) }
    var words: RecordWords { RecordWords(transaction: transaction) }

    /// Why something waits, and the way out, in both languages.
    struct Account {
        var words: String
        var reason: String
        var reasonZh: String
        var wayOut: String
        var wayOutZh: String
        var article: String?
        var commands: [String] = []
    }

    func item(_ wait: StoredWait) throws -> WaitQueue.Item {
        let account = try account(of: wait)
        let age = wait.since.map { max(0, instant.seconds - $0.seconds) }
        return WaitQueue.Item(
            kind: wait.kind.rawValue,
            subject: wait.subject,
            words: account.words,
            office: wait.office?.description,
            officeName: wait.office.flatMap { configuration.offices[$0]?.name },
            waitsFor: wait.waitsFor,
            rule: wait.rule,
            article: account.article,
            reason: account.reason,
            reasonZh: account.reasonZh,
            since: wait.since,
            ageSeconds: age,
            due: try due(wait),
            isOverdue: try isOverdue(wait, age ?? 0),
            amount: wait.amount?.yuan,
            amountIs: wait.stake?.rawValue,
            wayOut: account.wayOut,
            wayOutZh: account.wayOutZh,
            commands: account.commands
        )
    }

    /// The last day of a deadline that the regulation or the programme sets; `nil` where there is none, or the calendar has no answer.
    ///
    /// The initial review takes five working days from the receipt of a complete claim (Art. 18 item 1), and nothing is approved because they
    /// ran out. A supplement has the days that the programme gives it.
    private func due(_ wait: StoredWait) throws -> Day? {
        guard let periods = configuration.programme.versions.last?.periods, let key = wait.record else { return nil }
        switch wait.kind {
        case .held where key.type == .claim && wait.rule != PublishedActs.rule:
            let received = try transaction.record(key)?.completedAt ?? wait.since
            return received.flatMap { configuration.workdays.day(periods.initialReviewWorkingDays, after: $0.day) }
        case .returned: return wait.since.flatMap { supplementDue(since: $0) }
        default: return nil
        }
    }

    /// The last day for a supplement that is owed since then.
    func supplementDue(since instant: Instant) -> Day? {
        configuration.programme.versions.last.flatMap { configuration.workdays.day($0.periods.supplementWorkingDays, after: instant.day) }
    }

    private func isOverdue(_ wait: StoredWait, _ age: Int64) throws -> Bool {
        if let due = try due(wait) { return instant.day > due }
        return switch wait.kind {
        case .file: age >= configuration.settings.intake.staleAfter.components.seconds
        case .case, .reference, .row: wait.record?.type == .claim && age >= WaitQueue.longestClaimWait.components.seconds
        case .batch, .resolution, .held, .returned, .conflict: false
        }
    }

    private func account(of wait: StoredWait) throws -> Account {
        switch wait.kind {
        case .file: file(wait)
        case .batch: try ChainDesk(desk: self).account(of: wait)
        case .case: try unjudged(wait)
        case .reference: try reference(wait)
        case .row: try row(wait)
        case .resolution: try resolution(wait)
        case .held: try held(wait)
        case .returned: try returned(wait)
        case .conflict: try conflict(wait)
        }
    }

    /// `涧西区（410305）`.
    func name(of office: OfficeCode?) -> String {
        office.map { "\(configuration.offices[$0]?.name ?? "")（\($0)）" } ?? "报送单位"
    }

    // MARK: Files

    private func file(_ wait: StoredWait) -> Account {
        let parts = wait.waitsFor.split(separator: " / ", maxSplits: 1).map(String.init)
        return Account(
            words: "文件 \(wait.subject)",
            reason: parts.first ?? wait.waitsFor,
            reasonZh: parts.last ?? wait.waitsFor,
            wayOut: "whoever sends it copies it again, whole; it is then taken by itself",
            wayOutZh: "由\(name(of: wait.office))重新传送完整文件；收齐后自动处理"
        )
    }

    // MARK: References

    private func unjudged(_ wait: StoredWait) throws -> Account {
        let finding = try wait.record.flatMap { try transaction.wait(of: $0)?.finding }
        return Account(
            words: try wait.record.map(words.words) ?? wait.subject,
            reason: "not judged yet: \(Self.isForVoucher(wait) ? "it waits for its voucher" : "it refers to what is not here, \(wait.waitsFor)")",
            reasonZh: finding?.reason ?? wait.waitsFor,
            wayOut: "the office sends what is missing; it is then judged by itself",
            wayOutZh: finding?.fix ?? "",
            article: finding?.article
        )
    }

    /// A claim names its voucher by party and year only: what it waits for is the application.
    private static func isForVoucher(_ wait: StoredWait) -> Bool { wait.waitsFor.hasPrefix("application=") }

    private func reference(_ wait: StoredWait) throws -> Account {
        let parts = wait.waitsFor.split(separator: " ", maxSplits: 1).map(String.init)
        let type = parts.first.flatMap { RecordType.named($0) }
        let target = type.flatMap { type in parts.count == 2 ? RecordKey(type, parts[1]) : nil }
        let sender = target?.office ?? (type.map { !$0.authors.contains(.district) } == true ? .centre : wait.office)
        return Account(
            words: try wait.record.map(words.words) ?? wait.subject,
            reason: "it refers to \(wait.waitsFor), which is not here",
            reasonZh: "所引用的\(type?.title ?? "记录") \(parts.last ?? "") 尚未收到",
            wayOut: "\(sender?.description ?? "the office") sends \(wait.waitsFor), or the reference is corrected",
            wayOutZh: "由\(name(of: sender))报送该\(type?.title ?? "记录")，或更正引用的编号；收到后自动处理",
            article: "交换格式§4"
        )
    }

    private func row(_ wait: StoredWait) throws -> Account {
        guard let key = wait.record, let name = RowName(wait.subject), let record = try transaction.record(key) else {
            throw StoreError.damaged("no row \(wait.subject)")
        }
        let history = try transaction.history(of: record)
        let merged = RecordMerge.merge(key, history.map(\.row))
        let state = zip(history, merged.rows).first { $0.0.row.identity == name.identity && $0.0.row.act.isSubmission }?.1
        guard case .parked(let cause) = state else { throw StoreError.damaged("\(wait.subject) does not wait") }
        let finding = Finding.parked(cause)
        var account = Account(
            words: "\(try words.words(for: key))，批次 \(name.identity.batch) 第 \(name.identity.line) 行",
            reason: "",
            reasonZh: finding.reason,
            wayOut: "",
            wayOutZh: finding.fix,
            article: finding.article
        )
        switch cause {
        case .firstAuthor(let office):
            account.reason = "the office that the id names has not sent a whole first row of it"
            account.wayOut = "\(office) sends it"
            account.wayOutZh = "由\(self.name(of: office))先行报送完整的首报；收到后自动处理，无需重报"
        case .ancestor(let row):
            account.reason = "the same office's row \(row) before it waits"
            account.wayOut = "see row \(key.type.name) \(row); this one follows by itself"
        case .base(let version):
            account.reason = "no bundle that the office acknowledged gave it version \(version): nobody knows what its editor saw"
            account.wayOut = "release it (it then builds on the office's own last row), or the office sends it again with the right base"
            account.wayOutZh = "放行（按本单位上次所报为基准合并），或由\(self.name(of: wait.office))按决定包中的 version 填写 base 后重报"
            account.commands = [commands.rule("row \(name)", "RELEASE", "经与\(self.name(of: wait.office))核实，该行按其上次所报为基准放行")]
        case .sides(let rows):
            account.reason = "rows that it lists are not here: \(rows.map(\.description).joined(separator: ", "))"
            account.wayOut = "the offices of those rows send them"
        }
        return account
    }

    private func resolution(_ wait: StoredWait) throws -> Account {
        var missing: [RowIdentity] = []
        var settled = wait.waitsFor
        if let key = wait.record, let values = try transaction.merged(key.type, key.key)?.values, let request = try? ResolutionRequest(values) {
            settled = request.conflict
            for row in request.rows where try transaction.takenBatch(row.batch)?.outcome != .applied { missing.append(row) }
        }
        let offices = Set(missing.map { $0.office }).sorted()
        let list = missing.map { $0.description }.joined(separator: ", ")
        return Account(
            words: "\(RecordType.resolution.title) \(wait.subject)（冲突 \(settled)）",
            reason: "rows that it lists are not here\(list.isEmpty ? "" : ": \(list)")",
            reasonZh: "冲突处理所列的各方行尚未全部收到\(list.isEmpty ? "" : "：\(list)")",
            wayOut: "the offices send those batches; it then takes effect by itself",
            wayOutZh: "由\(offices.isEmpty ? "报送单位" : offices.map(name).joined(separator: "、"))补报所在批次；收到后自动生效",
            article: "交换格式§4"
        )
    }

    // MARK: Decisions

    private func held(_ wait: StoredWait) throws -> Account {
        guard let key = wait.record else { throw StoreError.damaged("no record \(wait.subject)") }
        let decision = try decisions(of: key).first { $0.findings.contains { isHold($0, of: wait) } }
        let finding = decision?.findings.first { isHold($0, of: wait) }
        var account = Account(
            words: try words.words(for: key),
            reason: "held by \(finding?.rule ?? wait.waitsFor)\(finding.map { " (\($0.values))" } ?? "")",
            reasonZh: finding?.reason ?? "",
            wayOut: "the centre rules on it, or what the rule asks for comes",
            wayOutZh: finding?.fix ?? "",
            article: finding?.article
        )
        if let conflict = finding?.conflict {
            account.reason = "held over conflict \(conflict)"
            account.wayOut = "settle the conflict: the command shows it, with the command for each choice"
            account.commands = [commands.show(conflict)]
        } else if wait.rule == WaitDesk.approval {
            account.wayOut = "the centre approves it"
            account.commands = [commands.rule(wait.subject, "APPROVE", "经审核，符合条件，予以批准")]
        } else if let rule = finding?.rule, let kind = decision?.kind, WaitDesk.releasable.contains(kind) {
            account.commands = [commands.rule(wait.subject, "RELEASE", rule: rule, "经核实，\(finding?.article ?? "")所涉事项无碍，予以放行")]
        }
        return account
    }

    private func returned(_ wait: StoredWait) throws -> Account {
        guard let key = wait.record else { throw StoreError.damaged("no record \(wait.subject)") }
        let findings = try decisions(of: key).filter { $0.outcome == .returned }.flatMap(\.findings).filter { $0.effect == .return }
        let ticket = wait.waitsFor.isEmpty ? "" : "（补正单 \(wait.waitsFor)）"
        return Account(
            words: try words.words(for: key),
            reason: "returned to \(wait.office?.description ?? "its office"): \(findings.map(\.rule).joined(separator: ", "))",
            reasonZh: findings.map(\.reason).joined(separator: "；"),
            wayOut: "\(wait.office?.description ?? "its office") mends it and sends it again",
            wayOutZh: "由\(name(of: wait.office))补正\(ticket)：\(findings.map(\.fix).joined(separator: "；"))",
            article: findings.first?.article
        )
    }

    private func decisions(of key: RecordKey) throws -> [Decision] {
        try Decision.Kind.allCases.compactMap { try transaction.currentDecision($0, of: key)?.decision }
    }

    private func isHold(_ finding: Finding, of wait: StoredWait) -> Bool {
        finding.effect == .hold && (finding.conflict ?? finding.rule) == wait.waitsFor
    }

    private func conflict(_ wait: StoredWait) throws -> Account {
        guard let conflict = try transaction.conflict(wait.subject) else { throw StoreError.damaged("no conflict \(wait.subject)") }
        let sheet = try ConflictSheets(transaction, offices: configuration.offices, root: configuration.root.absolutePath).sheet(conflict)
        let offices = Set(sheet.sides.flatMap { $0.rows.map { "\($0.officeName)（\($0.office)）" } }).sorted().joined(separator: "、")
        return Account(
            words: "\(sheet.record)，\(sheet.columns.map(\.title).joined(separator: "、"))",
            reason: "\(sheet.sides.count) sides differ in \(sheet.group) of \(sheet.type) \(sheet.key)",
            reasonZh: "\(offices)报送的\(sheet.columns.map(\.title).joined(separator: "、"))互不一致",
            wayOut: "take one side (or give other values: 'voucherd show' has the command)",
            wayOutZh: "核实后任选一方（另定值的命令见 voucherd show）",
            article: sheet.articles.first,
            commands: sheet.sides.map(\.command)
        )
    }
}
