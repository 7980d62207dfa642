import Bags
import Foundation
import Merging
import Programme
import Records
import Rules
import Store

@testable import Centre

/// A bundle of a district office with something of everything, and the pieces to build others.
enum PublisherFixture {
    static let office = OfficeCode("410305")!
    static let other = OfficeCode("410311")!
    static let moment = Instant("2026-03-02T09:30:00+08:00")!
    static let programme = "luoyang-draft sha256:" + String(repeating: "ab", count: 32)
    static let party = "91410300MA9F2K7Q3X"
    static let batch = BatchIdentity(office: office, epoch: 1, sequence: 31)

    static func digest(_ digit: Character) -> Digest { Digest(hex: String(repeating: digit, count: 64))! }

    static func empty(sequence: Int = 17) -> BundleContent {
        BundleContent(
            office: office,
            sequence: sequence,
            previous: sequence == 1 ? nil : digest("c"),
            createdAt: moment,
            programme: programme,
            officeNames: [office: "涧西区科学技术和工业信息化局", other: "洛龙区科学技术局", .centre: "洛阳市科技创新券管理中心"]
        )
    }

    static func finding(_ rule: String, _ effect: Finding.Effect, values: String = "", conflict: String? = nil) -> Finding {
        Finding(rule: rule, effect: effect, article: "第二十四条", values: values, reason: "\(rule) 的原因", fix: "\(rule) 的办法", conflict: conflict)
    }

    static func row(
        _ outcome: RowOutcome,
        _ findings: [Finding] = [],
        type: RecordType = .claim,
        key: String = "410305-C1",
        line: Int = 2,
        ticket: String = ""
    ) -> RowReceipt {
        RowReceipt(
            batch: batch,
            file: "data/records/\(type.name).csv",
            line: line,
            type: type,
            key: key,
            outcome: outcome,
            version: outcome == .rejected ? nil : 3,
            findings: findings,
            ticket: ticket
        )
    }

    static func receipt(_ outcome: BatchRecord.Outcome, counts: RowCounts = RowCounts(), reason: String = "", waitsFor: String = "") -> BatchReceipt {
        BatchReceipt(
            identity: batch,
            digest: digest("d"),
            file: "410305-B-000031.zip",
            outcome: outcome,
            exportedAt: moment.adding(seconds: -3600),
            receivedAt: moment.adding(seconds: -60),
            counts: counts,
            waitsFor: waitsFor,
            reason: reason
        )
    }

    static func decision(
        _ kind: Decision.Kind,
        _ outcome: Decision.Outcome,
        amount: Fen? = nil,
        findings: [Finding] = [],
        key: String = "410305-C1",
        id: String = "D-42",
        supersedes: String = ""
    ) -> DecisionNotice {
        let decision = Decision(
            kind: kind,
            subject: RecordKey(kind == .initialReview ? .claim : .application, key),
            party: party,
            year: 2026,
            outcome: outcome,
            amount: amount,
            findings: findings,
            state: .tentative,
            place: moment.adding(seconds: -7200)
        )
        return DecisionNotice(id: id, decision: decision, decidedAt: moment, supersedes: supersedes, programme: programme)
    }

    /// Cells by column name; the others are empty.
    static func record(_ type: RecordType, _ key: String, version: Int = 2, _ cells: [String: Cell] = [:]) -> PublishedRecord {
        var values = type.columns.map { cells[$0.name] }
        values[0] = .text(key)
        return PublishedRecord(key: RecordKey(type, key), version: version, values: values)
    }

    static func side(_ office: OfficeCode, line: Int, editor: String = "李雷", _ values: [Cell?]) -> ConflictSide {
        let batch = BatchIdentity(office: office, epoch: 1, sequence: 12)
        return ConflictSide(row: RowIdentity(batch, line: line), editedAt: moment.adding(seconds: -86_400), editor: editor, values: values)
    }

    /// Two offices that give a party two bank accounts.
    static func bankConflict(id: String = "C-7f3a09bc12de4f56", isOpen: Bool = true) -> ConflictNotice {
        let name = Cell.text("洛阳启明精密仪器有限公司")
        let bank = Cell.text("中国银行洛阳分行")
        return ConflictNotice(
            id: id,
            key: RecordKey(.party, party),
            group: RecordType.party.group(named: "bank")!,
            isOpen: isOpen,
            sides: [
                side(office, line: 5, [name, bank, .text("254600112233"), .text("104493000017")]),
                side(other, line: 9, editor: "韩梅梅", [name, bank, .text("254600998877"), .text("104493000017")]),
            ],
            inEffect: [name, bank, nil, .text("104493000017")],
            holdsUp: "兑付申请 410305-C1（12,000.00 元）"
        )
    }

    static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    static func file(_ path: String, _ content: BundleContent) -> [UInt8]? {
        BundleFiles(content).files.first { $0.path == path }?.bytes
    }

    static func page(_ content: BundleContent, limits: PageLimits = PageLimits()) -> String {
        String(decoding: IndexPage(content, limits: limits).bytes, as: UTF8.self)
    }

    /// Something of everything.
    static var full: BundleContent {
        var content = empty()
        var counts = RowCounts()
        counts.rows = 6
        counts.byOutcome = [.accepted: 2, .merged: 1, .returned: 1, .rejected: 1, .conflict: 1]
        content.batches = [receipt(.applied, counts: counts)]
        content.rows = [
            row(.accepted, type: .application, key: "410305-A1"),
            row(.accepted, [finding("ART24-REALNAME", .warn)], type: .project, key: "410305-P1"),
            row(.merged, type: .contract, key: "410305-H1"),
            row(.returned, [finding("ART18-1-SIX", .return, values: "缺少=BANK_RECEIPT")], ticket: "T-7"),
            row(.rejected, [finding("FORMAT-VALUE", .reject)], type: .invoice, key: "=cmd|' /C calc'!A0", line: 4),
            row(.conflict, [finding("MERGE-HOLD", .conflict, conflict: "C-7f3a09bc12de4f56")], type: .party, key: party, line: 5),
        ]
        content.decisions = [
            decision(.application, .approved, amount: Fen(10_000_000), key: "410305-A1", id: "D-41"),
            decision(.voucher, .issued, amount: Fen(10_000_000), key: "410305-A1", id: "D-42"),
            decision(
                .initialReview,
                .returned,
                findings: [finding("ART18-1-SIX", .return, values: "缺少=BANK_RECEIPT")],
                id: "D-43",
                supersedes: "D-12"
            ),
        ]
        content.conflicts = [bankConflict()]
        content.records = [
            record(.party, party, ["legal_name": .text("洛阳启明精密仪器有限公司"), "finance_system_declared": .integer(1)]),
            record(.claim, "410305-C1", ["claimed_fee": .integer(4_000_000), "service_effect": .text("-提升良率")]),
        ]
        return content
    }
}
