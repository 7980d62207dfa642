public import Programme
import Records
import Rules

/// The letter of confirmation (兑付确认书, Art. 18 item 4) of one claim: two copies, one for the party and one for the agency, to print.
public struct ConfirmationLetter: Sendable {
    /// `QRS-2025-R1-00007`: the round and the claim's rank in it. For people; the key is the claim's id.
    public let number: String
    public let claim: String
    public let party: String
    public let partyName: String
    public let year: Int
    public let amount: Fen
    public let issuedOn: Day
    /// The digest of the electronic files, against which the paper is held (Art. 18 item 5).
    public let manifest: String
    public let programme: String

    /// `data/letters/410305-C1.html`.
    var path: String { "data/letters/\(claim).html" }

    /// The page with both copies.
    var bytes: [UInt8] {
        var html = HTMLWriter()
        html.element("html", ["lang": "zh-CN"]) { html in
            html.element("head") { html in
                html.void("meta", ["charset": "utf-8"])
                html.element("title", text: "洛阳市科技创新券兑付确认书 \(number)")
                html.element("style") { html in html.literal(PageStyle.sheet) }
            }
            html.element("body") { html in
                copy("第一联 需求方留存", &html)
                html.element("div", ["style": "break-after: page"], text: "")
                copy("第二联 管理机构留存", &html)
            }
        }
        return html.bytes
    }

    private func copy(_ name: String, _ html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h1", text: "洛阳市科技创新券兑付确认书")
            html.element("p", ["class": "addressee"], text: "\(name)　编号 \(number)")
            html.element("table") { html in
                html.element("tbody") { html in
                    for (title, value) in facts {
                        html.element("tr") { html in
                            html.element("th", ["scope": "row"], text: title)
                            html.element("td", text: value)
                        }
                    }
                }
            }
            html.element(
                "p",
                text: "依据《洛阳市科技创新券实施办法》第十八条，经专家评审并公示无异议，确认上述兑付金额。请持本确认书及与电子材料一致的纸质材料，到管理机构办理兑付。"
            )
            html.element("p", text: "管理机构（盖章）：　　　　　　　　　　需求方（签收）：　　　　　　　　　　")
            html.element("p", text: "\(issuedOn)")
        }
    }

    private var facts: [(String, String)] {
        [
            ("需求方", "\(partyName)（\(party)）"), ("兑付申请编号", claim), ("创新券年度", String(year)),
            ("兑付金额（小写）", "¥\(amount.yuan) 元"), ("兑付金额（大写）", "人民币\(ChineseCapitals.yuan(amount))"), ("电子材料清单摘要（SHA-256）", manifest),
            ("适用办法", programme),
        ]
    }
}
