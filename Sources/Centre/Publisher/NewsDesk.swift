import Merging
import Programme
import Records
import Rules
import Store

/// Sorts what a drain has to tell into one bundle for each office (exchange format, section 6: who sees what).
struct NewsDesk {
    let work: DrainWork
    private let known = Known()
    /// How many news the store is asked about at once.
    private static let together = 250

    /// What was asked before: nothing changes while news are sorted.
    private final class Known {
        var offices: [CaseKey: Set<OfficeCode>] = [:]
    }

    init(work: DrainWork) {
        self.work = work
    }

    private var transaction: Transaction { work.transaction }
    private var configuration: CentreConfiguration { work.configuration }

    /// The bundles to cut, by office; offices without news get none.
    func contents() throws -> [BundleContent] {
        let decisions = try decisionsByOffice()
        let conflicts = try conflictsByOffice()
        let records = try recordsByOffice()
        var contents: [BundleContent] = []
        for office in configuration.offices.all.map(\.code).sorted() {
            let last = try transaction.lastBundle(to: office)
            var content = BundleContent(
                office: office,
                sequence: (last?.sequence ?? 0) + 1,
                previous: last?.digest,
                createdAt: work.instant,
                programme: configuration.programmeName,
                officeNames: configuration.offices.names
            )
            content.batches = (work.batches[office] ?? []).sorted(by: inOrder)
            content.rows = (work.receipts[office] ?? []).sorted { ($0.batch, $0.type.rank, $0.line) < ($1.batch, $1.type.rank, $1.line) }
            content.decisions = decisions[office] ?? []
            content.conflicts = conflicts[office] ?? []
            content.records = (records[office] ?? []).sorted { ($0.key.type.rank, $0.key) < ($1.key.type.rank, $1.key) }
            content.letters = try letters(for: content.decisions)
            if !content.isEmpty { contents.append(content) }
        }
        return contents
    }

    private func inOrder(_ left: BatchReceipt, _ right: BatchReceipt) -> Bool {
        switch (left.identity, right.identity) {
        case (let one?, let other?) where one != other: one < other
        case (nil, .some): false
        case (.some, nil): true
        default: (left.digest, left.outcome.rawValue, left.file) < (right.digest, right.outcome.rawValue, right.file)
        }
    }

    // MARK: Decisions

    /// An application's or claim's decisions go to its authors; a voucher's to every office with an application or claim of the party-year.
    private func decisionsByOffice() throws -> [OfficeCode: [DecisionNotice]] {
        var news: [OfficeCode: [DecisionNotice]] = [:]
        for (office, notice) in try vouchersToTellAgain() { news[office, default: []].append(notice) }
        for part in work.decisions.keys.sorted().parts(of: NewsDesk.together) {
            let part = part.compactMap { work.decisions[$0] }
            try prefetch(Set(part.filter { $0.decision.kind == .voucher }.map(\.decision.party)))
            try transaction.prefetchAuthors(of: Set(part.map(\.decision.subject)))
            for notice in part {
                var offices = Set(try transaction.authors(of: notice.decision.subject))
                guard notice.decision.kind == .voucher else {
                    for office in offices where office != .centre { news[office, default: []].append(notice) }
                    continue
                }
                offices.formUnion(try officesOfCase(notice.decision))
                for office in offices where office != .centre {
                    news[office, default: []].append(try VoucherShares(transaction).told(notice, to: office))
                }
            }
        }
        return news
    }

    /// Asks at once what ``officesOfCase(_:)`` and ``VoucherShares`` ask for each party.
    private func prefetch(_ parties: Set<String>) throws {
        try transaction.prefetchDecisions(of: parties)
        for type in [RecordType.application, .claim] {
            try transaction.prefetchAuthors(of: transaction.prefetch(type, where: "party_uscc", in: parties).map(\.key))
        }
    }

    /// A letter for each confirmation among an office's news; one that is told again is the same letter.
    private func letters(for notices: [DecisionNotice]) throws -> [ConfirmationLetter] {
        try notices.filter { $0.decision.kind == .confirmation && $0.decision.outcome == .issued }.map { notice in
            let decision = notice.decision
            let pinned = decision.pinned("ART18-4-CONFIRM")
            let rank = pinned["rank"] ?? ""
            return ConfirmationLetter(
                number: "QRS-\(pinned["round"] ?? String(decision.year))-\(String(repeating: "0", count: max(0, 5 - rank.count)))\(rank)",
                claim: decision.subject.key,
                party: decision.party,
                partyName: try transaction.merged(.party, decision.party)?["legal_name"]?.text ?? decision.party,
                year: decision.year,
                amount: decision.amount ?? .zero,
                issuedOn: notice.decidedAt.day,
                manifest: decision.pinned("ART18-4-CONFIRM")["manifest"] ?? "",
                programme: notice.programme
            )
        }.sorted { $0.claim < $1.claim }
    }

    /// The vouchers in force that did not change, for the offices to which they are news all the same: those whose own application or claim
    /// of the party-year is new, and where several offices draw on one voucher, all of them when a claim's share changed.
    private func vouchersToTellAgain() throws -> [(office: OfficeCode, notice: DecisionNotice)] {
        var wanted: [CaseKey: Set<OfficeCode>] = [:]
        let newcomers = newcomers(of: [.application, .claim])
        try transaction.prefetchYears(of: Set(newcomers.map(\.party)))
        for (office, party) in newcomers {
            for year in try transaction.years(of: party) { wanted[CaseKey(party: party, year: year), default: []].insert(office) }
        }
        for part in work.decisions.values.map(\.decision).filter({ $0.kind == .initialReview }).parts(of: NewsDesk.together) {
            try prefetch(Set(part.map(\.party)))
            for decision in part {
                let offices = try officesOfCase(decision)
                if offices.count > 1 { wanted[CaseKey(party: decision.party, year: decision.year), default: []].formUnion(offices) }
            }
        }
        let told = Set(work.decisions.keys.filter { $0.kind == .voucher }.map(\.key))
        var news: [(OfficeCode, DecisionNotice)] = []
        for part in wanted.sorted(by: { $0.key < $1.key }).parts(of: NewsDesk.together) {
            try transaction.prefetchDecisions(of: Set(part.map(\.key.party)))
            let again = try part.flatMap { found, offices in try untold(found, told).map { (voucher: $0, offices: offices) } }
            try prefetch(Set(again.map(\.voucher.decision.party)))
            for (voucher, offices) in again { try tellAgain(voucher, offices, &news) }
        }
        return news
    }

    /// The vouchers in force of a party-year that are not among the news.
    private func untold(_ found: CaseKey, _ told: Set<RecordKey>) throws -> [StoredDecision] {
        try transaction.currentDecisions(party: found.party, year: found.year).filter {
            $0.decision.kind == .voucher && !told.contains($0.decision.subject)
        }
    }

    private func tellAgain(_ stored: StoredDecision, _ offices: Set<OfficeCode>, _ news: inout [(OfficeCode, DecisionNotice)]) throws {
        let notice = DecisionNotice(
            id: DecisionNotice.id(stored.id),
            decision: stored.decision,
            decidedAt: stored.decidedAt,
            supersedes: stored.supersedes.map { DecisionNotice.id($0) } ?? "",
            programme: work.configuration.programmeName
        )
        for office in offices.intersection(try officesOfCase(stored.decision)).sorted() where office != .centre {
            news.append((office, try VoucherShares(transaction).told(notice, to: office)))
        }
    }

    /// Each office with a new record of these types, and the party that the record is of; in order, each pair once.
    private func newcomers(of types: Set<RecordType>) -> [(office: OfficeCode, party: String)] {
        var seen: Set<String> = []
        var newcomers: [(OfficeCode, String)] = []
        for change in work.changes where types.contains(change.record.key.type) && change.isNew {
            guard let party = change.merged["party_uscc"]?.text, change.record.author != .centre else { continue }
            if seen.insert("\(change.record.author) \(party)").inserted { newcomers.append((change.record.author, party)) }
        }
        return newcomers
    }

    /// The offices with an application or claim of the decision's party-year.
    private func officesOfCase(_ decision: Decision) throws -> Set<OfficeCode> {
        let found = CaseKey(party: decision.party, year: decision.year)
        if let offices = known.offices[found] { return offices }
        var offices: Set<OfficeCode> = []
        for type in [RecordType.application, .claim] {
            for record in try transaction.records(type, where: "party_uscc", is: found.party)
            where record["voucher_year"]?.integer == Int64(found.year) {
                offices.formUnion(try transaction.authors(of: record.key))
            }
        }
        known.offices[found] = offices
        return offices
    }

    // MARK: Conflicts

    private func conflictsByOffice() throws -> [OfficeCode: [ConflictNotice]] {
        var news: [OfficeCode: [ConflictNotice]] = [:]
        let changed = try transaction.conflicts(changedIn: work.number)
        let again = try work.toldAgain.subtracting(changed.map(\.id)).sorted().compactMap { try transaction.conflict($0) }
        for conflict in changed + again.filter(\.isOpen) {
            let record = try transaction.record(conflict.record)
            let notice = try ConflictDesk(transaction: transaction).notice(conflict, record)
            var offices = Set(try transaction.authors(of: record) + [.centre])
            // An office whose claim may wait for it is touched by it too.
            if record.key.type == .party { offices.formUnion(try transaction.offices(of: record.key.key)) }
            for office in offices { news[office, default: []].append(notice) }
        }
        return news
    }

    // MARK: Records

    private func recordsByOffice() throws -> [OfficeCode: [PublishedRecord]] {
        var news: [OfficeCode: [PublishedRecord]] = [:]
        let everyone = configuration.offices.all.map(\.code).filter { $0 != .centre }
        try transaction.prefetchOffices(of: work.changes.filter { $0.record.key.type == .party }.map(\.record.key.key))
        for change in work.changes where change.merged.exists {
            let type = change.record.key.type
            if RecordVisibility.isRegister(type) { continue }
            let published = PublishedRecord(key: change.record.key, version: change.merged.version, values: change.merged.values)
            guard change.isNew || change.isVisible else {
                // An office that said nothing new of the record still has never seen it.
                for office in try transaction.coauthors(of: change.record, since: work.number) { news[office, default: []].append(published) }
                continue
            }
            var offices = Set(try work.authors(of: change.record))
            if RecordVisibility.isPublic(type) { offices = Set(everyone) }
            if type == .party { offices.formUnion(try transaction.offices(of: change.record.key.key)) }
            offices.remove(.centre)
            for office in offices { news[office, default: []].append(published) }
        }
        var told = news.mapValues { records in Set(records.lazy.filter { $0.key.type == .party }.map(\.key.key)) }
        for (office, party) in newcomers(of: [.application, .claim, .project]) {
            let key = RecordKey(.party, party)
            guard told[office]?.contains(party) != true, let record = try transaction.record(key), record.version > 0,
                let values = try transaction.values(of: record)?.values
            else { continue }
            news[office, default: []].append(PublishedRecord(key: key, version: record.version, values: values))
            told[office, default: []].insert(party)
        }
        return news
    }
}

/// Puts a conflict into words for those who must settle it or live with it.
struct ConflictDesk {
    let transaction: Transaction

    func notice(_ conflict: StoredConflict, _ record: StoredRecord) throws -> ConflictNotice {
        let history = try transaction.history(of: record)
        let merged = RecordMerge.merge(record.key, history.map(\.row))
        guard let group = record.key.type.group(named: conflict.group) else { throw StoreError.damaged("conflict \(conflict.id)") }
        let rows = Dictionary(history.map { ($0.row.identity, $0) }) { first, _ in first }
        let sides = merged.groups[group].sides.flatMap { side in
            side.rows.compactMap { identity in
                rows[identity].map { ConflictSide(row: identity, editedAt: $0.row.editedAt, editor: $0.editor ?? "", values: side.values) }
            }
        }
        return ConflictNotice(
            id: conflict.id,
            key: record.key,
            group: group,
            isOpen: conflict.isOpen,
            sides: sides,
            inEffect: record.key.type.groups[group].columns.map { merged.values[$0] },
            holdsUp: conflict.isOpen ? ConflictDesk.words(for: try transaction.decisions(heldUpBy: conflict.id)) : try settlementWords(conflict)
        )
    }

    /// Why a conflict is no more: the reason of the resolution that stands, so that every office learns it.
    private func settlementWords(_ conflict: StoredConflict) throws -> String {
        guard let last = try transaction.settlements(ofConflict: conflict.id).last(where: { $0.act == .resolve }) else { return "" }
        let why = try SettlementReason(last, transaction)
        return "中心已处理（\(why.decidedBy)，\(why.at.day)）：\(why.reason)"
    }

    /// `兑付申请 410305-C1（6000.00 元）；…`
    static func words(for decisions: [Decision]) -> String {
        decisions.map { decision in
            let title = decision.subject.type == .claim ? "兑付申请" : decision.kind == .application ? "创新券申请" : "创新券"
            return "\(title) \(decision.subject.key)\(decision.amount.map { "（\($0.yuan) 元）" } ?? "")"
        }.joined(separator: "；")
    }
}
