import Foundation
import Merging
import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("The log of conflicts, and the commands in it", .enabled(if: Program.folder != nil))
struct ConflictLogTests {
    @Test(
        "every side's command, pasted into a shell, settles the conflict by that side",
        arguments: [0, 1],
        ["", " data 'root' $HOME;\"*\" 数据"]
    )
    func pasted(side: Int, suffix: String) async throws {
        let (city, conflict) = try await ContestedCity.accounts(suffix)
        let commands = try ContestedCity.commands(city, conflict)
        try #require(commands.count == 2)
        let outcome = try Program.paste(commands[side])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("0 conflicts to go"))
        let office = side == 0 ? "410305" : "410311"
        let party = try #require(try await city.centre().store.read { try $0.merged(.party, Rows.firm) })
        #expect(party["bank_account_no"]?.text == (commands[side].contains("--office 410305") ? "6222000011110005" : "6222000011110011"))
        #expect(commands[side].contains("--office \(office)"))
        #expect(try !ContestedCity.log(city).contains(conflict), "what is settled is gone from the log")
    }

    @Test("a side's name with quotes in it does no harm to the command")
    func quotedName() async throws {
        let (city, conflict) = try await ContestedCity.accounts(" it's", name: "洛阳'试样'$(touch x)有限公司")
        let outcome = try Program.paste(try #require(ContestedCity.commands(city, conflict).last))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("the block says who, when, where, what is in effect, what waits and which article, in that order")
    func block() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        let log = try ContestedCity.log(city)
        let lines = log.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix(conflict) })
        let block = lines[start...].joined(separator: "\n")
        #expect(block.contains("服务合同") && block.contains("洛阳试样轴承有限公司") && block.contains("410305-K1"))
        #expect(block.contains("涧西区（410305）2025-06-20T18:00:00+08:00 编辑，批次 410305-1-2 第 2 行"))
        #expect(block.contains("洛龙区（410311）2025-06-20T18:30:00+08:00 编辑，批次 410311-1-1 第 2 行"))
        #expect(block.contains("合同金额(元) amount=1000.00") && block.contains("合同金额(元) amount=900.00"))
        #expect(block.contains("INITIAL_REVIEW HELD 410305-C1"))
        #expect(block.contains("第十六条"))
        // 30 % of the fee claimed, which is the most that can come of it.
        #expect(block.contains("合计至多 300.00 元"))
    }

    @Test("no account, telephone or editor's number is in the log, and lines of JSON tell the same")
    func masked() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let log = try ContestedCity.log(city)
        let json = try String(contentsOfFile: city.root.log + "/conflicts.jsonl", encoding: .utf8)
        for secret in ["6222000011110005", "6222000011110011", "13800000001", "102493000001"] {
            #expect(!log.contains(secret) && !json.contains(secret))
        }
        #expect(log.contains("************0005") && log.contains("************0011"))
        let sheets = try json.split(separator: "\n").map { try JSONDecoder().decode(ConflictSheet.self, from: Data($0.utf8)) }
        #expect(sheets.map(\.id) == [conflict])
        #expect(try sheets[0].sides.map(\.command) == ContestedCity.commands(city, conflict))
        #expect(sheets[0].version == 1)
    }

    @Test("two sides with the same last four digits are told apart")
    func sameDigits() async throws {
        let (city, _) = try await ContestedCity.accounts("", "6222000011119999", "6222333311119999")
        let log = try ContestedCity.log(city)
        #expect(log.components(separatedBy: "末四位与另一方相同").count == 3)
        #expect(!log.contains("6222333311119999"))
    }

    @Test("an office that has two sides is told apart by number")
    func twoSides() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        func row(_ side: Int, _ office: OfficeCode) -> ConflictSideRow {
            let batch = BatchIdentity(office: office, epoch: 1, sequence: side)
            return ConflictSideRow(side: side, row: RowIdentity(batch, line: 2), editedAt: Instant(seconds: 0), editor: "", values: [:])
        }
        let rows = [row(1, TestCity.jianxi), row(2, TestCity.jianxi), row(2, TestCity.luolong)]
        let commands = ConflictCommands(root: "/r", conflict: conflict, seen: "0", offices: try await city.centre().configuration.offices)
        #expect(commands.take(1, of: rows).contains(" --side 1 "))
        #expect(commands.take(2, of: rows).contains(" --office 410311 "))
    }

    @Test("a command whose sides have changed since is refused, and shows the conflict as it is")
    func stale() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let old = try #require(ContestedCity.commands(city, conflict).first)
        try city.send(city.next(TestCity.gaoxin, at: "2025-03-05T10:00:00+08:00", ["party": Rows.party(account: "6222000011110071")]))
        try await city.drain(at: "2025-03-05T11:00:00+08:00")
        let refused = try Program.paste(old)
        #expect(refused.status == 65)
        #expect(refused.errors.contains("各方与您所见的不同"))
        #expect(refused.output.contains("410371"), "the new side is shown")
        #expect(try ContestedCity.commands(city, conflict).count == 3)
        #expect(try Program.paste(try #require(ContestedCity.commands(city, conflict).last)).status == 0)
        #expect(try Program.paste(old).status == 65, "what is settled is not settled again")
    }

    @Test("a bank conflict names the claims that passed and cannot be paid, and cites no item of the article that says nothing of accounts")
    func unpaid() async throws {
        let (city, _) = try await ContestedCity.contract()
        try city.send(city.next(TestCity.jianxi, at: "2025-06-21T10:00:00+08:00", ["party": Rows.party(account: "6222000011110005")]))
        try city.send(city.next(TestCity.luolong, at: "2025-06-21T10:00:00+08:00", ["party": Rows.party(account: "6222000011110011")]))
        try city.send(city.next(TestCity.luolong, at: "2025-06-21T11:00:00+08:00", ["contract": Rows.contract()]))
        try await city.drain(at: "2025-06-21T12:00:00+08:00")
        let log = try ContestedCity.log(city)
        #expect(log.contains("INITIAL_REVIEW PASSED 410305-C1（洛阳试样轴承有限公司）300.00 元，账户确定后方可拨付"))
        #expect(log.contains("合计 300.00 元"))
        #expect(log.contains("第十八条（") && !log.contains("第五项"))
    }
}
