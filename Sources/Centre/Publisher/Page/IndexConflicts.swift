import Merging
import Programme
import Records

extension IndexPage {
    func conflictSection(_ html: inout HTMLWriter) {
        if content.conflicts.isEmpty { return nothing(&html) }
        html.element("p", ["class": "guidance"], text: "各方填报并列如下，未删除任何一方。冲突只影响所列栏目；由市级管理机构核对原始材料后裁定。")
        for conflict in content.conflicts.prefix(limits.conflicts) {
            html.element("article", ["id": conflict.id]) { html in
                html.element("h3", text: "\(conflict.id)　\(conflict.isOpen ? "待裁定" : "已解决")")
                sideBySide(conflict, &html)
                html.element("p") { html in
                    html.element("strong", text: "影响：")
                    html.text(conflict.holdsUp.isEmpty ? "目前没有决定因此暂缓。" : conflict.holdsUp)
                }
            }
        }
        remainder(content.conflicts.count, shown: limits.conflicts, in: "conflicts.csv", &html)
    }

    private func sideBySide(_ conflict: ConflictNotice, _ html: inout HTMLWriter) {
        let all = conflict.numberedSides
        let sides = all.prefix(limits.sides)
        html.element("table", ["class": "conflict"]) { html in
            html.element("caption", text: "\(conflict.key.type.title) \(conflict.key.key)\(name(of: conflict.key))")
            html.element("thead") { html in
                html.element("tr") { html in
                    html.element("th", ["scope": "col"], text: "栏目")
                    for side in sides { html.element("th", ["scope": "col"]) { heading(of: side, &$0) } }
                    html.element("th", ["scope": "col", "class": "effect"], text: "当前采用")
                }
            }
            html.element("tbody") { html in
                for (index, column) in conflict.columns.enumerated() {
                    let isDisputed = Set(all.map { $0[0].values[index] }).count > 1
                    html.element("tr", ["class": isDisputed ? "disputed" : "agreed"]) { html in
                        html.element("th", ["scope": "row"], text: column.title + (isDisputed ? "（不一致）" : ""))
                        for side in sides { html.element("td", text: wording.value(side[0].values[index], column)) }
                        html.element("td", ["class": "effect"], text: wording.value(conflict.inEffect[index], column))
                    }
                }
            }
        }
        remainder(all.count, shown: limits.sides, in: "conflicts.csv", &html)
    }

    /// Each row of a side by office, date, batch and line.
    private func heading(of side: [ConflictSide], _ html: inout HTMLWriter) {
        for (index, row) in side.prefix(limits.sides).enumerated() {
            html.element("div", text: (index > 0 ? "同：" : "") + wording.office(row.row.batch.office))
            let editor = row.editor.isEmpty ? "" : "，经办人 \(wording.shortened(row.editor))"
            html.element("div", ["class": "where"], text: "\(wording.time(row.editedAt)) 编辑，批次 \(row.row.batch) 第 \(row.row.line) 行\(editor)")
        }
        if side.count > limits.sides { html.element("div", ["class": "where"], text: "等 \(side.count) 行") }
    }

    private func name(of key: RecordKey) -> String {
        wording.names[key.key].map { "（\($0)）" } ?? ""
    }
}
