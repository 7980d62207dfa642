import Programme
import Records
import Rules
import Store

/// The Chinese words of the page for what the tables say in codes.
struct Wording {
    let officeNames: [OfficeCode: String]
    /// Names of parties, providers and platforms, by USCC, as far as the bundle tells them.
    let names: [String: String]
    let longestValue: Int

    init(_ content: BundleContent, longestValue: Int) {
        officeNames = content.officeNames
        self.longestValue = longestValue
        var names: [String: String] = [:]
        for record in content.records {
            let type = record.key.type
            guard type.key.format == .uscc, let position = type.position(of: "legal_name") ?? type.position(of: "name") else { continue }
            names[record.key.key] = record.values[position]?.text
        }
        self.names = names
    }

    /// `涧西区科学技术局（410305）`, or the code alone where it has no name.
    func office(_ code: OfficeCode) -> String {
        officeNames[code].map { "\($0)（\(code)）" } ?? code.description
    }

    /// `2026-03-02 09:30`: the page says once that times are Luoyang's.
    func time(_ instant: Instant?) -> String {
        guard let instant else { return "" }
        return String(decoding: instant.description.utf8.prefix(16).map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// Yuan with thousands separators, for people: `100,000.00`.
    func yuan(_ amount: Fen) -> String {
        let text = Array(amount.yuan.utf8)
        // Two places, their point, and the sign are no digits to group.
        let digits = text.drop { $0 == UInt8(ascii: "-") }.dropLast(3)
        var grouped = Array(text[..<digits.startIndex])
        for position in digits.indices {
            if position > digits.startIndex, (digits.endIndex - position) % 3 == 0 { grouped.append(UInt8(ascii: ",")) }
            grouped.append(text[position])
        }
        return String(decoding: grouped + text[digits.endIndex...], as: UTF8.self)
    }

    /// A text cut to what fits in a cell; the tables hold the whole.
    func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longestValue, limitedBy: scalars.endIndex), end < scalars.endIndex else {
            return text
        }
        return String(scalars[..<end]) + "……（全文见数据表）"
    }

    /// A cell as people read it: thousands separators, 是 and 否.
    func value(_ cell: Cell?, _ column: Column) -> String {
        switch (cell, column.format) {
        case (nil, _): "（空）"
        case (.integer(let amount), .yuan): yuan(Fen(amount))
        case (.integer(let flag), .bool): flag == 0 ? "否" : "是"
        default: shortened(column.format.written(cell))
        }
    }

    /// The values that a finding compared, with columns by their Chinese names: those of the type first, since a claim's rules read its contract's too.
    func compared(_ values: String, of type: RecordType?) -> String {
        let parts = values.split(separator: "; ", omittingEmptySubsequences: false).map { part -> String in
            guard let equals = part.firstIndex(of: "="), let title = title(of: String(part[..<equals]), in: type) else { return String(part) }
            return title + part[equals...]
        }
        return shortened(parts.joined(separator: "；"))
    }

    private func title(of column: String, in type: RecordType?) -> String? {
        for type in [type].compactMap(\.self) + RecordType.all {
            if let position = type.position(of: column) { return type.columns[position].title }
        }
        return nil
    }

    func outcome(_ outcome: RowOutcome) -> String {
        switch outcome {
        case .accepted: "新增"
        case .merged: "更新"
        case .unchanged: "未变"
        case .held: "暂缓"
        case .parked: "待资料"
        case .conflict: "冲突"
        case .returned: "退回补正"
        case .rejected: "不予通过"
        }
    }

    func outcome(_ outcome: BatchRecord.Outcome) -> String {
        switch outcome {
        case .applied: "已入库"
        case .waiting: "等待"
        case .duplicate: "重复报送"
        case .changed: "同号异文"
        case .quarantined: "已隔离"
        }
    }

    func outcome(_ outcome: Decision.Outcome) -> String {
        switch outcome {
        case .approved: "批准"
        case .held: "暂缓"
        case .returned: "退回补正"
        case .rejected: "不予通过"
        case .duplicate: "重复"
        case .withdrawn: "已撤回"
        case .lapsed: "已失效"
        case .issued: "已发放"
        case .reduced: "调减发放"
        case .passed: "通过"
        case .full: "足额列入"
        case .partial: "部分列入"
        case .unfunded: "未列入"
        case .open: "公示中"
        case .objected: "有异议"
        case .done: "公示完成"
        case .payable: "可支付"
        case .sent: "已发出"
        case .paid: "已支付"
        case .pending: "待作废"
        case .final: "已作废"
        case .on: "冻结"
        case .off: "解冻"
        case .due: "应追回"
        }
    }

    func kind(_ kind: Decision.Kind) -> String {
        switch kind {
        case .application: "创新券申请审核"
        case .voucher: "创新券发放"
        case .initialReview: "兑付申请初审"
        case .listing: "兑付名单"
        case .publicity: "公示"
        case .confirmation: "兑付确认书"
        case .payment: "资金支付"
        case .void: "年度作废"
        case .freeze: "创新券冻结"
        case .clawback: "资金追回"
        }
    }

    func state(_ state: Decision.State) -> String {
        switch state {
        case .tentative: "暂定"
        case .final: "确定"
        }
    }
}
