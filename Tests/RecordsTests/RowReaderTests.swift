import Programme
import Records
import Testing

@Suite("Reading a row by its file's header")
struct RowReaderTests {
    private func row(_ type: RecordType, _ cells: KeyValuePairs<String, String>) throws -> RecordRow {
        let values = cells.map(\.value)
        return try RowReader(type, header: cells.map(\.key)).read { values[$0] }
    }

    private func position(_ type: RecordType, _ column: String) throws -> Int { try #require(type.position(of: column)) }

    // MARK: Headers

    @Test("columns are known by either name, in any order, with space and case let pass")
    func names() throws {
        let row = try row(.contract, ["合同金额（元）": "1,000", " Contract_No ": "甲-1", "ｉｄ": "410305-K1"])
        #expect(row.key == "410305-K1")
        #expect(row.values[try position(.contract, "amount")] == .integer(100_000))
        #expect(row.values[try position(.contract, "contract_no")] == .text("甲-1"))
        #expect(row.stated == ColumnSet([0, try position(.contract, "amount"), try position(.contract, "contract_no")]))
        #expect(row.findings.isEmpty)
    }

    @Test("every column of every type is known by its Chinese name")
    func titles() throws {
        for type in RecordType.all {
            for (position, column) in type.columns.enumerated() where position > 0 {
                let reader = try RowReader(type, header: [type.key.title, column.title])
                #expect(reader.unknownColumns.isEmpty, "\(type.name).\(column.name)")
                #expect(reader.read { _ in "" }.stated.contains(position), "\(type.name).\(column.title)")
            }
        }
    }

    @Test("a column given twice makes the file no table, also under its two names")
    func doubled() {
        #expect(throws: RowReader.HeaderFault.doubledColumn("id")) { try RowReader(.claim, header: ["id", "claimed_fee", "id"]) }
        #expect(throws: RowReader.HeaderFault.doubledColumn("申报服务费用(元)")) { try RowReader(.claim, header: ["id", "claimed_fee", "申报服务费用(元)"]) }
        #expect(throws: RowReader.HeaderFault.doubledColumn("备注")) { try RowReader(.claim, header: ["id", "备注", "备注"]) }
        #expect(throws: RowReader.HeaderFault.doubledColumn("操作")) { try RowReader(.claim, header: ["id", "op", "操作"]) }
    }

    @Test("a file without a header or without the key's column is no table")
    func noKey() {
        #expect(throws: RowReader.HeaderFault.noHeader) { try RowReader(.claim, header: []) }
        #expect(throws: RowReader.HeaderFault.noHeader) { try RowReader(.claim, header: ["", " "]) }
        #expect(throws: RowReader.HeaderFault.noKeyColumn("id")) { try RowReader(.claim, header: ["claimed_fee", "备注"]) }
    }

    @Test("an unknown column is named and means nothing; columns without a name are passed over")
    func unknown() throws {
        let reader = try RowReader(.claim, header: ["id", "备注", "", "", "claimed_fee"])
        #expect(reader.unknownColumns == ["备注"])
        let cells = ["410305-C1", "x", "y", "z", "12.00"]
        let row = reader.read { cells[$0] }
        #expect(row.findings.isEmpty)
        #expect(row.values[try position(.claim, "claimed_fee")] == .integer(1200))
    }

    // MARK: The envelope

    @Test("the envelope is read under either name")
    func envelope() throws {
        for names in [["op", "base", "edited_at", "editor", "ticket"], RowReader.envelopeColumns.map(\.title)] {
            let cells = ["410305-C1", "UPSERT", "７", "2026-03-02T01:30:00Z", " 王一 ", "T-9"]
            let row = try RowReader(.claim, header: ["id"] + names).read { cells[$0] }
            #expect(row.operation == .upsert)
            #expect(row.base == 7)
            #expect(row.editedAt == Instant("2026-03-02T09:30:00+08:00"))
            #expect(row.editor == "王一")
            #expect(row.ticket == "T-9")
            #expect(row.findings.isEmpty)
            #expect(row.stated == ColumnSet([0]))
        }
    }

    @Test("empty envelope cells say nothing")
    func emptyEnvelope() throws {
        let row = try row(.claim, ["id": "410305-C1", "op": "", "base": " ", "edited_at": "", "editor": "", "ticket": ""])
        #expect(row.operation == .upsert)
        #expect(row.base == nil && row.editedAt == nil && row.editor == nil && row.ticket == nil)
        #expect(row.findings.isEmpty)
    }

    @Test(
        "an envelope cell that cannot be read keeps the row out of the merge",
        arguments: [("op", "delete"), ("base", "0"), ("base", "v3"), ("base", "-1"), ("edited_at", "2026-03-02T09:30:00"), ("edited_at", "昨天")]
    )
    func faultyEnvelope(_ name: String, _ cell: String) throws {
        let row = try RowReader(.claim, header: ["id", name]).read { [$0 == 0 ? "410305-C1" : cell][0] }
        #expect(row.findings.map(\.rule) == ["FORMAT-VALUE"])
        #expect(row.findings.map(\.effect) == [.reject])
        #expect(row.findings.map(\.column) == [name])
        #expect(row.findings.allSatisfy { !$0.reason.isEmpty && !$0.fix.isEmpty && $0.article == "交换格式§4" })
    }

    @Test("a type's own column wins over the envelope's Chinese name: 经办人 of a ruling is who decided it")
    func ownNameWins() throws {
        let row = try row(.ruling, ["id": "410300-R1", "经办人": "王一"])
        #expect(row.editor == nil)
        #expect(row.values[try position(.ruling, "decided_by")] == .text("王一"))
    }

    @Test("no column of a type bears an envelope column's name")
    func noClash() {
        let names = Set(RowReader.envelopeColumns.map(\.name))
        for type in RecordType.all { #expect(names.isDisjoint(with: type.columns.map(\.name)), "\(type.name)") }
    }

    // MARK: Cells

    @Test("an absent column says nothing, an empty cell says empty")
    func statedEmpty() throws {
        let row = try row(.party, ["uscc": CellReaderTests.uscc, "cnaps": ""])
        let cnaps = try position(.party, "cnaps")
        #expect(row.stated == ColumnSet([0, cnaps]))
        #expect(row.values[cnaps] == nil)
        #expect(row.findings.isEmpty)
    }

    @Test("an empty required cell is refused, but an office may mend an application's or a claim's")
    func required() throws {
        let party = try row(.party, ["uscc": CellReaderTests.uscc, "legal_name": " "])
        #expect(party.findings.map(\.rule) == ["FORMAT-REQUIRED"])
        #expect(party.findings.map(\.column) == ["legal_name"])
        #expect(try row(.claim, ["id": "410305-C1", "claimed_fee": ""]).findings.isEmpty)
        #expect(try row(.application, ["id": "410305-A1", "requested_amount": ""]).findings.isEmpty)
        #expect(try row(.provider, ["uscc": CellReaderTests.uscc, "service_content": ""]).findings.isEmpty)
    }

    @Test("a row without a key is refused, a claim's too")
    func emptyKey() throws {
        for type in [RecordType.claim, .party] {
            let row = try RowReader(type, header: [type.key.name]).read { _ in " " }
            #expect(row.key == nil)
            #expect(row.findings.map(\.rule) == ["FORMAT-REQUIRED"])
        }
    }

    @Test("of a row whose cells cannot be told apart the key is read where it can be, and nothing else")
    func unreadable() throws {
        let reader = try RowReader(.claim, header: ["claimed_fee", "兑付申请编号"])
        #expect(reader.keyPosition == 1)
        #expect(reader.unreadable(key: "４１０３０５-C1").key == "410305-C1")
        #expect(reader.unreadable(key: "很多").key == nil)
        #expect(reader.unreadable(key: "410305-C1").stated.isEmpty)
    }

    @Test("all faults of a row are named, each with its column and cell")
    func allFaults() throws {
        let row = try row(.contract, ["id": "410305-K1", "signed_on": "46086", "amount": "1,23", "is_mandatory_test": "也许"])
        #expect(row.findings.map(\.column) == ["signed_on", "amount", "is_mandatory_test"])
        #expect(row.findings.map(\.values) == ["signed_on=46086", "amount=1,23", "is_mandatory_test=也许"])
        #expect(row.stated == ColumnSet([0]))
    }

    @Test("a long faulty cell is quoted in part")
    func excerpt() throws {
        let row = try row(.claim, ["id": "410305-C1", "claimed_fee": String(repeating: "9", count: 5000)])
        #expect(row.findings.map { $0.values.unicodeScalars.count } == ["claimed_fee=".count + 81])
    }

    @Test("a withdrawal needs the key alone: other cells mean nothing, whatever is in them")
    func withdraw() throws {
        let row = try row(.claim, ["id": "410305-C1", "操作": "withdraw", "claimed_fee": "很多", "submitted_at": "2026-03-02T09:30:00+08:00"])
        #expect(row.operation == .withdraw)
        #expect(row.stated == ColumnSet([0]))
        #expect(row.values.compactMap { $0 } == [.text("410305-C1")])
        #expect(row.findings.isEmpty)
        #expect(try self.row(.claim, ["id": "", "op": "withdraw"]).findings.map(\.rule) == ["FORMAT-REQUIRED"])
    }

    @Test("an amount below zero is a red-letter invoice's only")
    func negative() throws {
        #expect(try row(.invoice, ["id": "410305-F1", "gross": "-5.00"]).findings.map(\.column) == ["gross"])
        #expect(try row(.invoice, ["id": "410305-F1", "gross": "-5.00", "red_letter_of": "12345678"]).findings.isEmpty)
        #expect(try row(.contract, ["id": "410305-K1", "amount": "-5.00"]).findings.map(\.column) == ["amount"])
    }
}
