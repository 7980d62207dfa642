import Records

extension IndexPage {
    func remarkSection(_ html: inout HTMLWriter) {
        if remarks.isEmpty { return nothing(&html) }
        html.element("p", ["class": "guidance"], text: "以下提示不影响处理结果，供核对。")
        html.element("table", ["class": "remarks"]) { html in
            html.element("caption", text: "提示：按规则汇总")
            columns(["规则", "条数", "内容", "例"], &html)
            html.element("tbody") { html in
                for remark in remarks.prefix(limits.remarks) {
                    html.element("tr") { html in
                        html.element("th", ["scope": "row"]) { html in
                            html.element("div", text: remark.article)
                            html.element("span", ["class": "rule"], text: remark.rule)
                        }
                        html.element("td", ["class": "count"], text: String(remark.count))
                        html.element("td") { html in
                            html.element("div", text: remark.reason)
                            if !remark.fix.isEmpty { html.element("div", ["class": "where"], text: remark.fix) }
                        }
                        html.element("td") { html in
                            for example in remark.examples { html.element("div", ["class": "where"], text: wording.shortened(example)) }
                        }
                    }
                }
            }
        }
        remainder(remarks.count, shown: limits.remarks, in: "receipts/records.csv", &html)
    }

    func recordSection(_ html: inout HTMLWriter) {
        if content.records.isEmpty { return nothing(&html) }
        for (type, records) in records {
            html.element("h3", ["id": "records-\(type.name)"], text: "\(type.title)（\(records.count)）")
            html.element("ul", ["class": "records"]) { html in
                for record in records.prefix(limits.records) {
                    html.element("li") { html in
                        html.text(record.key.key)
                        if let name = name(of: record) { html.text(" \(name)") }
                        html.element("small", text: " 第 \(record.version) 版")
                    }
                }
            }
            remainder(records.count, shown: limits.records, in: "records/\(type.name).csv", &html)
        }
    }

    func tableSection(_ html: inout HTMLWriter) {
        html.element("p", ["class": "guidance"], text: "完整内容在以下数据表中，可用电子表格软件打开（UTF-8 编码，逗号分隔）。")
        html.element("ul") { html in
            table("receipts/batches.csv", "批次回执", &html)
            table("receipts/records.csv", "逐行回执", &html)
            table("decisions.csv", "审核决定", &html)
            table("conflicts.csv", "填报冲突", &html)
            for (type, _) in records { table("records/\(type.name).csv", type.title, &html) }
        }
    }

    private func table(_ file: String, _ title: String, _ html: inout HTMLWriter) {
        html.element("li") { html in
            html.element("a", ["href": file], text: file)
            html.text(" \(title)")
        }
    }

    /// What people call the record, where it has a name or number of its own.
    private func name(of record: PublishedRecord) -> String? {
        let type = record.key.type
        for column in ["legal_name", "name", "project_name", "contract_no", "party_uscc", "provider_uscc"] {
            if let position = type.position(of: column), let text = record.values[position]?.text {
                return wording.shortened(wording.names[text] ?? text)
            }
        }
        return nil
    }
}
