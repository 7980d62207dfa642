import Programme

/// Reads the raw cells of one column into the one spelling that the store keeps.
///
///     let reader = CellReader(RecordType.contract.columns[4])
///     try reader.read("２０２６/3/2")     // .text("2026-03-02")
public struct CellReader: Sendable {
    /// A cell that the column's format does not allow.
    public struct Fault: Error, Sendable, Hashable {
        /// What the format asks for, in Chinese.
        public let expected: String
        /// What to write instead, in Chinese.
        public let fix: String
    }

    public let format: Format
    private let pattern: CodePattern?
    /// The reader of the keys of the type that the cells name; none for other formats.
    private let keyReader: [CellReader]

    public init(_ format: Format) {
        self.format = format
        if case .code(let text) = format {
            pattern = CodePattern(text)
            precondition(pattern != nil, "the pattern \(text) is not of CodePattern's language")
        } else {
            pattern = nil
        }
        let type = format.referencedType.flatMap { RecordType.named($0) }
        keyReader = type.map { [CellReader($0.key.format)] } ?? []
    }

    /// The cell's value, or `nil` where it is empty.
    public func read(_ raw: String) throws(Fault) -> Cell? {
        let raw = MarkOrder.applied(to: raw)
        switch format {
        case .text(let lengths): return try text(raw, lengths)
        case .textList: return try list(raw) { element throws(Fault) in try self.element(element) }
        case .referenceList(let type): return try list(raw) { element throws(Fault) in try self.reference(element, to: type) }
        case .set(let words): return try set(raw, of: words)
        case .path: return try path(raw)
        default:
            let folded = TextFolding.trimmed(TextFolding.asciiFolded(raw))
            return folded.isEmpty ? nil : try code(folded)
        }
    }

    private func code(_ text: String) throws(Fault) -> Cell {
        switch format {
        case .uscc: return try uscc(text)
        case .id: return try id(text)
        case .office:
            guard OfficeCode(text) != nil else { throw Fault(expected: "受理点代码，如 410305", fix: "按受理点名录填写六位代码") }
            return .text(text)
        case .code(let shape):
            guard pattern?.matches(text) == true else { throw Fault(expected: "符合格式 \(shape)", fix: "核对原件后按规定位数和字符填写，不加空格和分隔符") }
            return .text(text)
        case .enumeration(let words):
            guard words.contains(text) else { throw Fault(expected: "下列之一：\(words.joined(separator: "、"))", fix: "改为所列代码之一") }
            return .text(text)
        case .integer(let range):
            guard let number = CellReader.digits(text), range.contains(number) else {
                throw Fault(expected: "\(range.lowerBound) 至 \(range.upperBound) 的整数", fix: "填写不带分隔符和单位的整数")
            }
            return .integer(number)
        case .decimal(let range): return try decimal(text, range)
        case .yuan:
            guard let amount = Fen(parsing: text) else {
                throw Fault(expected: "以元为单位、至多两位小数的金额，如 1234.50", fix: "以元填写，不写“万元”和货币符号")
            }
            return .integer(amount.amount)
        case .date: return try date(text)
        case .instant:
            guard let instant = Instant(text) else {
                throw Fault(expected: "带时区的时刻，如 2026-03-02T09:30:00+08:00", fix: "补全日期、时间和时区（+08:00）")
            }
            return .text(instant.description)
        case .bool: return try bool(text)
        case .reference(let type): return .text(try reference(text, to: type))
        case .text, .textList, .referenceList, .set, .path: return .text(text)
        }
    }

    private func text(_ raw: String, _ lengths: ClosedRange<Int>) throws(Fault) -> Cell? {
        let text = TextFolding.nfc(TextFolding.trimmed(FormulaGuard.removed(raw)))
        if text.isEmpty { return nil }
        // No text has more scalars than bytes.
        let fitsInBytes = lengths.lowerBound <= 1 && text.utf8.count <= lengths.upperBound
        guard fitsInBytes || lengths.contains(text.unicodeScalars.count) else {
            throw Fault(expected: "\(lengths.lowerBound) 至 \(lengths.upperBound) 个字", fix: "补全或删减后重新填写（现为 \(text.unicodeScalars.count) 个字）")
        }
        return .text(text)
    }

    private func element(_ text: String) throws(Fault) -> String {
        guard text.unicodeScalars.count <= Format.longestElement else {
            throw Fault(expected: "每项不超过 \(Format.longestElement) 个字，以“；”分隔", fix: "删减后重新填写")
        }
        return TextFolding.nfc(text)
    }

    private func list(_ raw: String, _ element: (String) throws(Fault) -> String) throws(Fault) -> Cell? {
        var elements: [String] = []
        for part in CellReader.parts(FormulaGuard.removed(raw)) { elements.append(try element(part)) }
        return elements.isEmpty ? nil : .text(elements.joined(separator: ";"))
    }

    private func set(_ raw: String, of words: [String]) throws(Fault) -> Cell? {
        let parts = Set(CellReader.parts(TextFolding.asciiFolded(raw)))
        if parts.isEmpty { return nil }
        guard parts.isSubset(of: words) else {
            throw Fault(expected: "下列各项，以“;”分隔：\(words.joined(separator: "、"))", fix: "删去或更正不在所列代码中的项")
        }
        return .text(parts.sorted().joined(separator: ";"))
    }

    private static func parts(_ text: String) -> [String] {
        text.split { $0 == ";" || $0 == "；" }.map { TextFolding.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    private func uscc(_ text: String) throws(Fault) -> Cell {
        // Copied from a form, a code often comes in groups.
        guard let code = USCC(text.utf8.contains(UInt8(ascii: " ")) ? text.filter { $0 != " " } : text) else {
            throw Fault(expected: "18 位统一社会信用代码（GB 32100，末位为校验码）", fix: "对照营业执照逐位核对；注意 0 与 O、1 与 I")
        }
        return .text(code.description)
    }

    private func id(_ text: String) throws(Fault) -> Cell {
        guard RecordKey.officeOfID(text) != nil else {
            throw Fault(expected: "受理点代码加“-”加 1 至 48 位字母、数字或 . _ -", fix: "按“410305-…”的形式编号")
        }
        return .text(text)
    }

    private func reference(_ text: String, to type: String) throws(Fault) -> String {
        guard let reader = keyReader.first, let cell = try reader.read(text), let key = cell.text else {
            throw Fault(expected: "\(type) 的编号", fix: "填写所引用记录的编号")
        }
        return key
    }

    /// A path is spelt as the manifest spells it, full-width brackets included.
    private func path(_ raw: String) throws(Fault) -> Cell? {
        let text = TextFolding.trimmed(raw)
        if text.isEmpty { return nil }
        guard text.hasPrefix("data/"), text.utf8.count > 5 else {
            throw Fault(expected: "包内 data/ 下的路径", fix: "填写清单中列出的文件路径，如 data/evidence/001.pdf")
        }
        return .text(text)
    }

    private func decimal(_ text: String, _ range: ClosedRange<Int64>) throws(Fault) -> Cell {
        let fault = Fault(expected: "\(range.lowerBound) 至 \(range.upperBound) 的数", fix: "填写不带分隔符和单位的数，如 12.5")
        // Without this, the sign of `-0.5` would be lost with its zero.
        guard !text.contains("-") else { throw fault }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ CellReader.digits($0) }) else { throw fault }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count == 1 || (fraction.utf8.count <= 9 && CellReader.digits(fraction) != nil) else { throw fault }
        while fraction.hasSuffix("0") { fraction.removeLast() }
        guard range.contains(whole), whole < range.upperBound || fraction.isEmpty else { throw fault }
        return .text(fraction.isEmpty ? String(whole) : "\(whole).\(fraction)")
    }

    private func date(_ text: String) throws(Fault) -> Cell {
        // Nearly all are written as they are stored.
        if Day(text) != nil { return .text(text) }
        let separators: Set<Character> = ["-", "/", ".", "年", "月"]
        var rest = text
        // Only the form with 年 and 月 ends in 日.
        if rest.contains("年") {
            guard rest.hasSuffix("日") else { throw CellReader.dateFault }
            rest.removeLast()
        }
        let parts = rest.split(omittingEmptySubsequences: false) { separators.contains($0) }
        let numbers = parts.compactMap { CellReader.digits($0).map(Int.init) }
        guard numbers.count == 3, parts.count == 3, parts[0].utf8.count == 4, parts[1...].allSatisfy({ (1...2).contains($0.utf8.count) }),
            CellReader.separatorsAgree(rest), let day = Day(numbers[0], numbers[1], numbers[2])
        else { throw CellReader.dateFault }
        return .text(day.description)
    }

    private static let dateFault = Fault(expected: "日期，如 2026-03-02、2026/3/2、2026.3.2 或 2026年3月2日", fix: "填写实际日期，不要用表格软件的日期序号")

    private static func separatorsAgree(_ text: String) -> Bool {
        let separators = text.filter { !("0"..."9").contains($0) }
        return ["--", "//", "..", "年月"].contains(separators)
    }

    private func bool(_ text: String) throws(Fault) -> Cell {
        switch text.lowercased() {
        case "true", "是", "1": return .integer(1)
        case "false", "否", "0": return .integer(0)
        default: throw Fault(expected: "是 或 否", fix: "填写“是”或“否”")
        }
    }

    static func digits(_ text: some StringProtocol) -> Int64? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard (1...18).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return isNegative ? -value : value
    }
}
