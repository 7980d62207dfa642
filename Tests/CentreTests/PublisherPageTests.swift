import Foundation
import Programme
import Records
import Rules
import Store
import Testing

@testable import Centre

@Suite("The page of a bundle")
struct PublisherPageTests {
    typealias Fixture = PublisherFixture

    @Test("the page is well-formed, Chinese, stands alone, and keeps its section ids")
    func form() throws {
        let page = Fixture.page(Fixture.full)
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"zh-CN\">"))
        for id in ["action", "decisions", "batches", "conflicts", "remarks", "records", "tables"] {
            #expect(page.contains("<section id=\"\(id)\"") && page.contains("<a href=\"#\(id)\">"), "\(id)")
        }
        for outside in ["<script", "http://", "https://", "<link", "<img", "url(", "@import", " src="] {
            #expect(!page.contains(outside), "\(outside)")
        }
        // The page with its void elements closed is XML, so every element ends where it should.
        let xml = page.replacing("<!DOCTYPE html>", with: "").replacing(/<meta [^>]*>/, with: "")
        #expect(Self.balance(xml) == [])
        #expect(page.components(separatedBy: "<table").count == page.components(separatedBy: "<caption").count)
    }

    @Test("what data says is never markup, and what is invisible in it is shown")
    func escape() {
        var content = Fixture.empty()
        let hostile = "</td><script>alert(\"1\")</script>&amp;'\u{202E}\u{0}"
        content.rows = [Fixture.row(.rejected, [Fixture.finding(hostile, .reject, values: hostile)], key: hostile)]
        content.batches = [Fixture.receipt(.quarantined, reason: hostile)]
        content.conflicts = [Fixture.bankConflict(id: "\"><b>")]
        let page = Fixture.page(content)
        #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("\u{202E}") && !page.contains("\u{0}"))
        #expect(page.contains("&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#39;[U+202E][U+0]"))
        #expect(page.contains("<article id=\"&quot;&gt;&lt;b&gt;\">"))
    }

    @Test("what needs action comes first, and row, decision and conflict of one record stand together")
    func actions() throws {
        let content = Fixture.full
        let list = ActionList(content, Wording(content, longestValue: 300))
        #expect(list.count == 3)
        let returned = list.items(in: .returned)
        #expect(returned.count == 1)
        #expect(returned[0].findings.map(\.rule) == ["ART18-1-SIX"])
        #expect(returned[0].party == Fixture.party)
        #expect(list.items(in: .conflict).map(\.conflicts) == [["C-7f3a09bc12de4f56"]])
        #expect(list.items(in: .conflict)[0].findings.count == 1)
        let page = Fixture.page(content)
        #expect(page.contains("本期有 3 项需要关注：退回补正 1 项，不予通过、未采用 1 项，填报冲突 1 项。"))
        let order = [
            "id=\"action\"", "id=\"action-returned\"", "id=\"action-rejected\"", "id=\"action-conflict\"", "id=\"decisions\"", "id=\"batches\"",
        ]
        let places = try order.map { try #require(page.range(of: $0)?.lowerBound) }
        #expect(places == places.sorted())
    }

    @Test("waiting and quarantined batches are listed with reason and remedy; a repeated one is not")
    func batches() {
        var content = Fixture.empty()
        content.batches = [
            Fixture.receipt(.waiting, reason: "缺少第 30 批", waitsFor: "CHAIN-GAP 410305-1-30"), Fixture.receipt(.quarantined, reason: "摘要不符"),
            Fixture.receipt(.duplicate),
        ]
        let list = ActionList(content, Wording(content, longestValue: 300))
        #expect(list.items(in: .waiting).count == 1 && list.items(in: .quarantined).count == 1 && list.count == 2)
        let page = Fixture.page(content)
        #expect(page.contains("CHAIN-GAP 410305-1-30") && page.contains("缺少第 30 批") && page.contains("摘要不符"))
    }

    @Test("rows that passed are counted by batch and type, not listed")
    func counts() {
        var content = Fixture.empty()
        content.rows = (0..<5000).map { Fixture.row(.accepted, key: "410305-C\($0)", line: $0 + 2) }
        content.rows.append(Fixture.row(.accepted, [Fixture.finding("ART24-REALNAME", .warn)], key: "410305-W", line: 6000))
        let page = Fixture.page(content)
        #expect(page.utf8.count < 20_000)
        #expect(page.contains("<td class=\"count\">5001</td>"))
        #expect(!page.contains("410305-C4999") && page.contains("410305-W"))
        #expect(page.contains("本期没有需要办理的事项"))
    }

    @Test("a list over its limit says how many are left and where they stand")
    func limits() {
        var content = Fixture.empty()
        content.rows = (0..<12).map { Fixture.row(.rejected, [Fixture.finding("X", .reject)], key: "K\($0)", line: $0 + 2) }
        var limits = PageLimits()
        limits.actions = 10
        let page = Fixture.page(content, limits: limits)
        #expect(page.contains("另有 2 项未列出，见 <a href=\"receipts/records.csv\">"))
        #expect(page.contains("K9") && !page.contains("K10"))
    }

    @Test("sides of a conflict stand beside each other under office, date, batch and line, with what is in effect")
    func conflict() {
        let page = Fixture.page(Fixture.full)
        #expect(page.contains("涧西区科学技术和工业信息化局（410305）") && page.contains("洛龙区科学技术局（410311）"))
        #expect(page.contains("2026-03-01 09:30 编辑，批次 410311-1-12 第 9 行，经办人 韩梅梅"))
        #expect(page.contains("银行账号（不一致）</th>\n<td>254600112233</td>\n<td>254600998877</td>\n<td class=\"effect\">（空）</td>"))
        #expect(page.contains("<strong>影响：</strong>兑付申请 410305-C1（12,000.00 元）"))
    }

    @Test("amounts are in yuan with separators, and added up")
    func amounts() {
        let wording = Wording(Fixture.empty(), longestValue: 300)
        #expect(wording.yuan(Fen(0)) == "0.00")
        #expect(wording.yuan(Fen(99_999)) == "999.99")
        #expect(wording.yuan(Fen(100_000)) == "1,000.00")
        #expect(wording.yuan(Fen(-1_234_567_890)) == "-12,345,678.90")
        var content = Fixture.empty()
        content.decisions = (0..<3).map { Fixture.decision(.voucher, .issued, amount: Fen(10_000_000), key: "410305-A\($0)") }
        #expect(Fixture.page(content).contains("合计（3 项）</th>\n<td class=\"amount\">300,000.00</td>"))
    }

    @Test("the values that a finding compared are shown under the Chinese names of their columns")
    func comparedValues() {
        let wording = Wording(Fixture.empty(), longestValue: 300)
        #expect(wording.compared("service_end=2026-01-03; voucher_year=2025; x=1; 无", of: .contract) == "服务结束日期=2026-01-03；年度=2025；x=1；无")
        #expect(wording.compared("", of: nil) == "")
    }

    @Test("a value of any length takes no more than its place")
    func longValues() {
        let wording = Wording(Fixture.empty(), longestValue: 4)
        #expect(wording.shortened("一二三四") == "一二三四")
        #expect(wording.shortened("一二三四五") == "一二三四……（全文见数据表）")
    }

    /// Tags that do not match, in order.
    private static func balance(_ markup: String) -> [String] {
        var open: [String] = []
        var wrong: [String] = []
        for tag in markup.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
            let name = String(tag.output.2)
            if tag.output.1.isEmpty {
                open.append(name)
            } else if open.popLast() != name {
                wrong.append(name)
            }
        }
        return wrong + open
    }
}
