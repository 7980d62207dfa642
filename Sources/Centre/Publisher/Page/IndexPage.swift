import Programme
import Records
import Rules
import Store

/// `data/index.html`: the bundle for a person, who reads it from the unpacked folder or on paper.
///
/// What needs action comes first, then decisions, receipts, conflicts and changed records. The page needs no network, no script and no file but
/// itself; its sections keep their ids from bundle to bundle.
struct IndexPage {
    let content: BundleContent
    let limits: PageLimits
    let wording: Wording
    let actions: ActionList
    let remarks: [Remark]
    /// The records that changed, by type in the order of the exchange format.
    let records: [(type: RecordType, records: [PublishedRecord])]

    init(_ content: BundleContent, limits: PageLimits) {
        self.content = content
        self.limits = limits
        wording = Wording(content, longestValue: limits.value)
        actions = ActionList(content, wording)
        remarks = Remark.gathered(from: content)
        records = RecordTable.byType(content.records)
    }

    var bytes: [UInt8] {
        var html = HTMLWriter()
        html.element("html", ["lang": "zh-CN"]) { html in
            html.element("head") { head(&$0) }
            html.element("body") { html in
                header(&html)
                html.element("main") { html in
                    for section in sections {
                        html.element("section", ["id": section.id, "aria-labelledby": section.id + "-title"]) { html in
                            html.element("h2", ["id": section.id + "-title"], text: "\(section.title)（\(section.count)）")
                            section.body(&html)
                        }
                    }
                }
                footer(&html)
            }
        }
        return html.bytes
    }

    /// A part of the page.
    private struct Section {
        let id: String
        let title: String
        let count: Int
        let body: (inout HTMLWriter) -> Void
    }

    private var sections: [Section] {
        [
            Section(id: "action", title: "一、需要办理", count: actions.count, body: actionSection),
            Section(id: "decisions", title: "二、审核决定", count: content.decisions.count, body: decisionSection),
            Section(id: "batches", title: "三、批次回执", count: content.batches.count, body: batchSection),
            Section(id: "conflicts", title: "四、填报冲突", count: content.conflicts.count, body: conflictSection),
            Section(id: "remarks", title: "五、提示", count: remarks.count, body: remarkSection),
            Section(id: "records", title: "六、变更的记录", count: content.records.count, body: recordSection),
            Section(id: "tables", title: "七、数据表", count: 4 + records.count, body: tableSection),
        ]
    }

    /// `410305-D-000017`.
    private var number: String { StoredBundle.name(to: content.office, sequence: content.sequence) }

    private func head(_ html: inout HTMLWriter) {
        html.void("meta", ["charset": "utf-8"])
        // Should some reader be fooled into taking data for markup, nothing of it could run or be fetched.
        html.void("meta", ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.element("title", text: "决定包 \(number)")
        html.element("style") { $0.literal(PageStyle.sheet) }
    }

    private func header(_ html: inout HTMLWriter) {
        html.element("header") { html in
            html.element("h1", text: "洛阳市科技创新券决定包")
            html.element("p", ["class": "addressee"], text: "致：\(wording.office(content.office))")
            html.element("dl", ["class": "facts"]) { html in
                fact("包号", number, &html)
                fact("生成时间", wording.time(content.createdAt) + "（本页时间均为北京时间）", &html)
                fact("适用规则文件", content.programme, &html)
            }
            html.element("p", ["class": actions.count > 0 ? "verdict open" : "verdict"], text: verdict)
            html.element("nav", ["aria-label": "目录"]) { html in
                html.element("ol", ["class": "contents"]) { html in
                    for section in sections {
                        html.element("li") { html in
                            html.element("a", ["href": "#" + section.id], text: section.title)
                            html.text("（\(section.count)）")
                        }
                    }
                }
            }
        }
    }

    private var verdict: String {
        if actions.count == 0 { return "本期没有需要办理的事项。" }
        let parts = ActionItem.Group.allCases.compactMap { group -> String? in
            let count = actions.items(in: group).count
            return count > 0 ? "\(group.title) \(count) 项" : nil
        }
        return "本期有 \(actions.count) 项需要关注：" + parts.joined(separator: "，") + "。"
    }

    private func fact(_ name: String, _ value: String, _ html: inout HTMLWriter) {
        html.element("div") { html in
            html.element("dt", text: name)
            html.element("dd", text: value)
        }
    }

    private func footer(_ html: inout HTMLWriter) {
        html.element("footer") { html in
            html.element("p", text: "本页由决定包内的数据表生成，内容以数据表为准；决定包经市级管理机构电子签名（tagmanifest-sha256.txt.sig）。")
        }
    }

    /// Says how many of a list stand in the tables only.
    func remainder(_ count: Int, shown: Int, in file: String, _ html: inout HTMLWriter) {
        guard count > shown else { return }
        html.element("p", ["class": "more"]) { html in
            html.text("另有 \(count - shown) 项未列出，见 ")
            html.element("a", ["href": file], text: file)
            html.text("。")
        }
    }

    /// Says that a section has nothing to show.
    func nothing(_ html: inout HTMLWriter) {
        html.element("p", ["class": "none"], text: "无。")
    }

    /// The head of a table, a heading for each column.
    func columns(_ names: [String], _ html: inout HTMLWriter) {
        html.element("thead") { html in
            html.element("tr") { html in
                for name in names { html.element("th", ["scope": "col"], text: name) }
            }
        }
    }
}
