import Merging
import Programme
import Records

// Findings of the merge, which no article covers, in the words of the receipt.
extension Finding {
    /// A frozen group says otherwise.
    static func frozen(_ group: FieldGroup, of type: RecordType, stated: [Cell?], standing: [Cell?], decidedBy: RowIdentity) -> Finding {
        let compared = group.columns.filter { stated[$0] != standing[$0] }.map { column in
            "\(type.columns[column].name)=\(type.columns[column].format.written(stated[column]))（已定：\(type.columns[column].format.written(standing[column]))）"
        }
        let titles = group.columns.map { type.columns[$0].title }.joined(separator: "、")
        return .format(
            "FROZEN",
            .reject,
            column: group.columns.first.map { type.columns[$0].name },
            values: compared.isEmpty ? "同一路径，文件内容不同" : compared.joined(separator: "; "),
            reason: "\(titles)已由首报单位在 \(decidedBy) 中确定，不得更改",
            fix: "按已定的值报送；如确需更改，请以新编号重新填报"
        )
    }

    /// A row that waits in the merge.
    static func parked(_ wait: RowState.Wait) -> Finding {
        switch wait {
        case .firstAuthor(let office):
            .format(
                "REF-MISSING",
                .park,
                values: "office=\(office)",
                reason: "编号中的单位 \(office) 尚未报送该记录的完整首报，本行等待",
                fix: "由 \(office) 先行报送；收到后自动处理，无需重报"
            )
        case .ancestor(let row):
            .format("REF-MISSING", .park, values: "row=\(row)", reason: "本单位此前报送的 \(row) 尚在等待，本行随之等待", fix: "待前一行处理后自动处理，无需重报")
        case .base(let version):
            .format(
                "REF-MISSING",
                .park,
                column: "base",
                values: "base=\(version)",
                reason: "截至所确认的决定包，没有向本单位发布过该记录的版本 \(version)，无法判断所依据的内容",
                fix: "按决定包中的 version 填写 base 后重报，或由中心裁定"
            )
        case .sides(let rows):
            .format(
                "REF-MISSING",
                .park,
                values: "rows=\(rows.map(\.description).joined(separator: ";"))",
                reason: "冲突处理所列的各方行尚未全部收到",
                fix: "收到后自动处理，无需重报"
            )
        }
    }

    /// A reference to what is not here yet.
    static func missing(_ column: Column, _ target: RecordKey) -> Finding {
        .format(
            "REF-MISSING",
            .park,
            column: column.name,
            values: "\(column.name)=\(target.key)",
            reason: "所引用的\(target.type.title) \(target.key) 尚未收到",
            fix: "报送该\(target.type.title)；收到后自动处理，本行无需重报"
        )
    }

    /// A side of a conflict that is open.
    static func contested(_ group: FieldGroup, of type: RecordType, sides: [Side], conflict: String) -> Finding {
        let titles = group.columns.map { type.columns[$0].title }.joined(separator: "、")
        let offices = Set(sides.flatMap { $0.rows.map(\.office) }).sorted().map(\.description).joined(separator: "、")
        return Finding(
            rule: "MERGE-CONFLICT",
            effect: .conflict,
            article: "交换格式§4",
            column: group.columns.first.map { type.columns[$0].name },
            values: "group=\(group.name); sides=\(sides.count)",
            reason: "\(offices) 报送的\(titles)互不一致，该组字段待中心处理；其他字段和其他记录不受影响",
            fix: "由中心核实后择一采用；处理结果随决定包下发",
            conflict: conflict
        )
    }

    /// Another side has precedence by the group's merge word.
    static func beaten(_ group: FieldGroup, of type: RecordType, by merged: MergedRecord) -> Finding {
        let titles = group.columns.map { type.columns[$0].title }.joined(separator: "、")
        let now = group.columns.map { "\(type.columns[$0].name)=\(type.columns[$0].format.written(merged.values[$0]))" }.joined(separator: "; ")
        let why =
            switch group.merge {
            case .newest: "日期较新者优先"
            case .home: "受理县区优先"
            default: "编辑时间较晚者优先"
            }
        return .format(
            "MERGE-KEPT",
            .info,
            column: group.columns.first.map { type.columns[$0].name },
            values: now,
            reason: "\(titles)以其他单位所报为准（\(why)），本单位所报留存备查",
            fix: "如有异议，请在 base 中填写决定包给出的版本号后重报"
        )
    }

    /// A withdrawal that an edit outlived.
    static func outlived(_ key: RecordKey) -> Finding {
        .format(
            "MERGE-KEPT",
            .info,
            values: "key=\(key.key)",
            reason: "撤回未生效：其他单位同时或此后另有编辑，记录保留",
            fix: "确需撤回的，请在 base 中填写决定包给出的版本号后再次撤回"
        )
    }

    /// An unchanged value that others have changed since.
    static func superseded(_ group: FieldGroup, of type: RecordType, stated: [Cell?], merged: [Cell?]) -> Finding {
        let compared = group.columns.filter { stated[$0] != merged[$0] }.map { column in
            "\(type.columns[column].name)=\(type.columns[column].format.written(stated[column]))（现为：\(type.columns[column].format.written(merged[column]))）"
        }
        return .format(
            "MERGE-KEPT",
            .warn,
            column: group.columns.first.map { type.columns[$0].name },
            values: compared.joined(separator: "; "),
            reason: "与本单位上次报送相同，未作更改；其他单位此后的更改继续有效",
            fix: "如要改回，请在 base 中填写决定包给出的版本号后重报"
        )
    }
}
