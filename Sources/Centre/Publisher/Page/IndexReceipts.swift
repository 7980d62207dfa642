import Programme
import Records
import Store

extension IndexPage {
    func batchSection(_ html: inout HTMLWriter) {
        if content.batches.isEmpty { nothing(&html) } else { batchCounts(&html) }
        typeCounts(&html)
    }

    private func batchCounts(_ html: inout HTMLWriter) {
        html.element("table", ["class": "counts"]) { html in
            html.element("caption", text: "各批次处理结果（各类结果之和等于总行数）")
            columns(["批次", "结果", "收到", "总行数"] + BatchTable.outcomes.map { wording.outcome($0) }, &html)
            for batch in content.batches.prefix(limits.batches) {
                html.element("tbody") { html in
                    counts(of: batch, &html)
                    note(on: batch, &html)
                }
            }
        }
        remainder(content.batches.count, shown: limits.batches, in: "receipts/batches.csv", &html)
    }

    private func counts(of batch: BatchReceipt, _ html: inout HTMLWriter) {
        html.element("tr") { html in
            html.element("th", ["scope": "rowgroup", "rowspan": "2"], text: batch.identity?.description ?? "未能识别")
            html.element("td", text: wording.outcome(batch.outcome))
            html.element("td", text: wording.time(batch.receivedAt))
            number(batch.counts.rows, &html)
            for outcome in BatchTable.outcomes { number(batch.counts[outcome], &html) }
        }
    }

    private func note(on batch: BatchReceipt, _ html: inout HTMLWriter) {
        html.element("tr", ["class": "note"]) { html in
            html.element("td", ["colspan": String(3 + BatchTable.outcomes.count)]) { html in
                html.text("文件 \(wording.shortened(batch.file))")
                if let exportedAt = batch.exportedAt { html.text("，\(wording.time(exportedAt)) 导出") }
                html.text("，摘要 ")
                html.element("code", text: String(batch.digest.description.prefix(16)))
                html.text("。")
                html.text(batch.reason)
            }
        }
    }

    /// Rows are counted by batch and type, also those of earlier batches whose outcome changed; those that passed are listed nowhere else on the page.
    private func typeCounts(_ html: inout HTMLWriter) {
        var counts: [BatchIdentity: [RecordType: [RowOutcome: Int]]] = [:]
        for row in content.rows { counts[row.batch, default: [:]][row.type, default: [:]][row.outcome, default: 0] += 1 }
        if counts.isEmpty { return }
        html.element("table", ["class": "counts"]) { html in
            html.element("caption", text: "各类记录处理结果（逐行明细见 receipts/records.csv）")
            columns(["批次", "记录类型", "总行数"] + BatchTable.outcomes.map { wording.outcome($0) }, &html)
            for batch in counts.keys.sorted().prefix(limits.batches) {
                let types = counts[batch] ?? [:]
                html.element("tbody") { html in
                    for (index, type) in RecordType.all.filter({ types[$0] != nil }).enumerated() {
                        html.element("tr") { html in
                            if index == 0 { html.element("th", ["scope": "rowgroup", "rowspan": String(types.count)], text: batch.description) }
                            html.element("th", ["scope": "row"], text: type.title)
                            number(types[type]?.values.reduce(0, +) ?? 0, &html)
                            for outcome in BatchTable.outcomes { number(types[type]?[outcome] ?? 0, &html) }
                        }
                    }
                }
            }
        }
    }

    private func number(_ number: Int, _ html: inout HTMLWriter) {
        html.element("td", ["class": number == 0 ? "count zero" : "count"], text: String(number))
    }
}
