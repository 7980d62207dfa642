import Merging
import Programme
import Records
import Rules
import Store
import Testing

@testable import Centre

@Suite("The tables of a bundle")
struct PublisherTableTests {
    typealias Fixture = PublisherFixture

    @Test("receipts, decisions and conflicts are there with their header though nothing is new")
    func headers() throws {
        let expected = [
            "data/receipts/batches.csv":
                "epoch,sequence,digest,file,outcome,exported_at,received_at,rows,accepted,merged,unchanged,held,conflict,parked,returned,rejected,"
                + "waits_for,reason_zh",
            "data/receipts/records.csv":
                "epoch,sequence,file,line,type,key,outcome,version,finding,effect,rule,article,values,reason_zh,fix_zh,conflict_id,ticket",
            "data/decisions.csv":
                "id,subject_type,subject_key,party_uscc,voucher_year,kind,outcome,amount,rule,article,values,reason_zh,fix_zh,state,place,"
                + "decided_at,supersedes,programme",
            "data/conflicts.csv":
                "id,type,key,group,status,side,office,epoch,sequence,line,edited_at,editor,column,value,in_effect,holds_up",
        ]
        let files = BundleFiles(Fixture.empty()).files
        #expect(Set(files.map(\.path)) == Set(expected.keys).union(["data/index.html"]))
        for (path, header) in expected {
            #expect(Fixture.file(path, Fixture.empty()) == Array((header + "\n").utf8), "\(path)")
        }
    }

    @Test("a batch is one line with its eight counts in their columns")
    func batches() throws {
        var content = Fixture.empty()
        var counts = RowCounts()
        counts.rows = 36
        counts.byOutcome = [.accepted: 1, .merged: 2, .unchanged: 3, .held: 4, .conflict: 5, .parked: 6, .returned: 7, .rejected: 8]
        content.batches = [Fixture.receipt(.applied, counts: counts)]
        let lines = Fixture.lines(Fixture.file("data/receipts/batches.csv", content) ?? [])
        let digest = String(repeating: "d", count: 64)
        #expect(
            lines[1]
                == "1,31,\(digest),410305-B-000031.zip,APPLIED,2026-03-02T08:30:00+08:00,2026-03-02T09:29:00+08:00,36,1,2,3,4,5,6,7,8,,"
        )
    }

    @Test("a file that no batch could be told from has no number, and its name cannot run as a formula")
    func strangeFile() throws {
        var content = Fixture.empty()
        content.batches = [
            BatchReceipt(
                identity: nil,
                digest: Fixture.digest("e"),
                file: "=HYPERLINK(1).zip",
                outcome: .quarantined,
                exportedAt: nil,
                receivedAt: Fixture.moment,
                counts: RowCounts(),
                waitsFor: "",
                reason: "不是压缩包"
            )
        ]
        let line = Fixture.lines(Fixture.file("data/receipts/batches.csv", content) ?? [])[1]
        #expect(line.hasPrefix(",,eeee"))
        #expect(line.hasSuffix(",'=HYPERLINK(1).zip,QUARANTINED,,2026-03-02T09:30:00+08:00,0,0,0,0,0,0,0,0,0,,不是压缩包"))
    }

    @Test("each finding of a row is a line, the worst first; a row without findings is one line with finding 0")
    func rows() throws {
        var content = Fixture.empty()
        content.rows = [
            Fixture.row(.accepted),
            Fixture.row(
                .returned,
                [Fixture.finding("W", .warn), Fixture.finding("P", .park), Fixture.finding("R", .return, values: "-1")],
                ticket: "T-7"
            ),
            Fixture.row(.rejected, [Fixture.finding("X", .reject)], key: "+1"),
        ]
        let lines = Fixture.lines(Fixture.file("data/receipts/records.csv", content) ?? [])
        #expect(
            Array(lines.dropFirst()) == [
                "1,31,data/records/claim.csv,2,claim,410305-C1,ACCEPTED,3,0,,,,,,,,",
                "1,31,data/records/claim.csv,2,claim,410305-C1,RETURNED,3,1,RETURN,R,第二十四条,'-1,R 的原因,R 的办法,,T-7",
                "1,31,data/records/claim.csv,2,claim,410305-C1,RETURNED,3,2,PARK,P,第二十四条,,P 的原因,P 的办法,,T-7",
                "1,31,data/records/claim.csv,2,claim,410305-C1,RETURNED,3,3,WARN,W,第二十四条,,W 的原因,W 的办法,,T-7",
                "1,31,data/records/claim.csv,2,claim,'+1,REJECTED,,1,REJECT,X,第二十四条,,X 的原因,X 的办法,,",
            ]
        )
    }

    @Test("no decision is without a rule: what passes names the rule that grants it")
    func grants() throws {
        var content = Fixture.empty()
        content.decisions = [
            Fixture.decision(.application, .approved, amount: Fen(10_000_000), key: "410305-A1"),
            Fixture.decision(.voucher, .issued, amount: Fen(10_000_000), key: "410305-A1"),
            Fixture.decision(.voucher, .reduced, amount: Fen(5), key: "410305-A1"),
            Fixture.decision(.initialReview, .passed, amount: Fen(1_200_001)),
        ]
        let lines = Fixture.lines(Fixture.file("data/decisions.csv", content) ?? [])
        #expect(
            lines[1].hasPrefix(
                "D-42,application,410305-A1,91410300MA9F2K7Q3X,2026,APPLICATION,APPROVED,100000.00,ART17-FORM,第十七条,amount=100000.00,"
            )
        )
        #expect(lines[1].hasSuffix(",TENTATIVE,2026-03-02T07:30:00+08:00,2026-03-02T09:30:00+08:00,,\(Fixture.programme)"))
        #expect(lines[2].contains(",voucher,410305-A1,91410300MA9F2K7Q3X,2026,VOUCHER,ISSUED,100000.00,ART17-FACE,第十七条,"))
        #expect(lines[3].contains(",VOUCHER,REDUCED,0.05,ART17-FACE,第十七条,"))
        #expect(lines[4].contains(",claim,410305-C1,91410300MA9F2K7Q3X,2026,INITIAL_REVIEW,PASSED,12000.01,ART18-1-SIX,第十八条第一项,"))
        #expect(lines.count == 5)
    }

    @Test("every outcome of every kind has a rule, an article and a reason")
    func allGrounds() {
        for kind in Decision.Kind.allCases {
            for outcome in Decision.Outcome.allCases {
                let grounds = Fixture.decision(kind, outcome).decision.grounds
                #expect(grounds.allSatisfy { !$0.rule.isEmpty && !$0.article.isEmpty && !$0.reason.isEmpty } && !grounds.isEmpty)
            }
        }
    }

    @Test("several findings stand in the one line of their decision, the worst first and numbered; a warning alone does not hide what grants")
    func severalFindings() throws {
        var content = Fixture.empty()
        let warning = Fixture.finding("W", .warn)
        content.decisions = [
            Fixture.decision(.initialReview, .rejected, findings: [warning, Fixture.finding("A", .reject, values: "x=1")], supersedes: "D-9"),
            Fixture.decision(.initialReview, .passed, amount: Fen(100), findings: [warning]),
        ]
        let lines = Fixture.lines(Fixture.file("data/decisions.csv", content) ?? [])
        #expect(lines.count == 3)
        #expect(lines[1].contains(",REJECTED,,A;W,第二十四条；第二十四条,(1)x=1,(1)A 的原因(2)W 的原因,(1)A 的办法(2)W 的办法,TENTATIVE,"))
        #expect(lines[1].hasSuffix(",D-9,\(Fixture.programme)"))
        #expect(lines[2].contains(",PASSED,1.00,ART18-1-SIX;W,第十八条第一项；第二十四条,"))
    }

    @Test("a conflict is a line for each column of each side; rows that say the same are one side")
    func conflicts() throws {
        var content = Fixture.empty()
        let bank = Fixture.bankConflict()
        let sides = bank.sides + [Fixture.side(.centre, line: 3, editor: "@王", bank.sides[0].values)]
        content.conflicts = [
            ConflictNotice(
                id: bank.id,
                key: bank.key,
                group: bank.group,
                isOpen: true,
                sides: sides,
                inEffect: bank.inEffect,
                holdsUp: bank.holdsUp
            ),
            Fixture.bankConflict(id: "C-0000000000000001", isOpen: false),
        ]
        let lines = Fixture.lines(Fixture.file("data/conflicts.csv", content) ?? [])
        #expect(lines.count == 1 + 3 * 4 + 2 * 4)
        #expect(
            lines[3]
                == "C-7f3a09bc12de4f56,party,91410300MA9F2K7Q3X,bank,OPEN,1,410305,1,12,5,2026-03-01T09:30:00+08:00,李雷,bank_account_no,"
                + "254600112233,,\"兑付申请 410305-C1（12,000.00 元）\""
        )
        #expect(lines[5].contains(",OPEN,1,410300,1,12,3,2026-03-01T09:30:00+08:00,'@王,bank_account_name,"))
        #expect(lines[9].contains(",OPEN,2,410311,1,12,9,"))
        #expect(lines[13].contains(",CLOSED,1,410305,"))
    }

    @Test("names that differ only in their brackets are one side")
    func foldedNames() {
        let values: [[Cell?]] = [[.text("启明（洛阳）公司"), nil], [.text("启明(洛阳)公司"), nil], [.text("启明公司"), nil]]
        let conflict = ConflictNotice(
            id: "C-1",
            key: RecordKey(.party, Fixture.party),
            group: RecordType.party.group(named: "name")!,
            isOpen: true,
            sides: values.enumerated().map { Fixture.side(Fixture.office, line: 2 + $0, $1) },
            inEffect: [nil, nil],
            holdsUp: ""
        )
        #expect(conflict.numberedSides.map(\.count) == [2, 1])
    }

    @Test("changed records stand in a table a type, version first, free text guarded, numbers never")
    func records() throws {
        var content = Fixture.empty()
        content.records = [
            Fixture.record(
                .invoice,
                "410305-I1",
                version: 4,
                ["gross": .integer(-12_050), "item_name": .text("-退货"), "red_letter_of": .text("12345678")]
            ),
            Fixture.record(.claim, "410305-C1", ["claimed_fee": .integer(4_000_000), "not_affiliated_declared": .integer(1)]),
            Fixture.record(.invoice, "410305-I2", ["item_name": .text("=1+1")]),
        ]
        let files = BundleFiles(content).files.map(\.path)
        #expect(files.suffix(2) == ["data/records/claim.csv", "data/records/invoice.csv"])
        let claims = Fixture.lines(Fixture.file("data/records/claim.csv", content) ?? [])
        #expect(claims[0] == "version," + RecordType.claim.columns.map(\.name).joined(separator: ","))
        #expect(claims[1] == "2,410305-C1,,,,40000.00,,,,true,,")
        let invoices = Fixture.lines(Fixture.file("data/records/invoice.csv", content) ?? [])
        #expect(invoices[1] == "4,410305-I1,,,,,,,,-120.50,,'-退货,,,12345678")
        #expect(invoices[2] == "2,410305-I2,,,,,,,,,,'=1+1,,,")
    }

    @Test("the same content gives the same bytes in every file")
    func deterministic() {
        let (first, second) = (BundleFiles(Fixture.full).files, BundleFiles(Fixture.full).files)
        #expect(first.map(\.path) == second.map(\.path))
        for (one, other) in zip(first, second) { #expect(one.bytes == other.bytes, "\(one.path)") }
    }
}
