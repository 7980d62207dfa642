public import Programme

// Findings that the centre and an office's own check both make of rows and tables, in the same words.

extension Finding {
    /// The type is not one that this office may author.
    public static func authorType(_ type: RecordType, _ office: OfficeCode) -> Finding {
        .format(
            "AUTHOR-TYPE",
            .reject,
            values: "office=\(office); type=\(type.name)",
            reason: "\(type.title)（\(type.name)）只能由\(type.authorNames)报送",
            fix: "删去该行；如内容有误，请告知中心"
        )
    }

    /// A path column names a file that the batch does not carry.
    public static func missingPayload(_ column: Column, _ path: String) -> Finding {
        .format(
            "FORMAT-VALUE",
            .reject,
            column: column.name,
            values: "\(column.name)=\(path)",
            reason: "\(column.title)（\(column.name)）所指的文件不在本批次的清单中",
            fix: "将文件放入 data/evidence/ 并列入清单，或更正路径后重报"
        )
    }

    /// The header names columns that mean nothing here.
    public static func unknownColumns(_ columns: [String]) -> Finding {
        let names = columns.prefix(10).joined(separator: "、") + (columns.count > 10 ? "等 \(columns.count) 列" : "")
        return .format("FORMAT-VALUE", .warn, values: names, reason: "不认识的列“\(names)”未予采用", fix: "核对列名；确属多余的列可以删去")
    }

    /// A header that makes the file no table, which refuses the whole batch (exchange format, section 2).
    public static func header(_ fault: RowReader.HeaderFault, file: String) -> Finding {
        let (reason, fix) =
            switch fault {
            case .noHeader: ("没有表头", "首行填写各列的列名")
            case .doubledColumn(let column): ("表头中的列“\(column)”重复", "删去重复的列（中文列名与英文列名视为同一列）")
            case .noKeyColumn(let column): ("表头中没有编号列“\(column)”", "补上编号列")
            }
        return .format("BAG-TABLE", .reject, section: 2, values: file, reason: "\(file)\(reason)，整个批次不能读取", fix: "\(fix)，重新导出该批次")
    }
}

extension RecordType {
    /// Who may author the type, in Chinese: `县区、服务平台`.
    public var authorNames: String {
        let names: [OfficeRole: String] = [.district: "县区", .platform: "服务平台", .centre: "中心"]
        return OfficeRole.allCases.filter { authors.contains($0) }.compactMap { names[$0] }.joined(separator: "、")
    }
}
