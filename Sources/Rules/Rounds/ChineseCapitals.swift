public import Programme

/// Amounts in the capital numerals (大写) that cannot be altered, as letters and cheques write them.
public enum ChineseCapitals {
    private static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    private static let places = ["", "拾", "佰", "仟"]
    private static let sections = ["", "万", "亿", "万亿", "亿亿"]

    /// `壹万贰仟零叁拾元伍角整`; a negative amount begins with 负.
    public static func yuan(_ amount: Fen) -> String {
        let fen = amount.amount.magnitude
        let (whole, jiao, cent) = (fen / 100, Int(fen / 10 % 10), Int(fen % 10))
        var text = whole == 0 ? "" : integer(whole) + "元"
        if jiao == 0, cent == 0 { return sign(amount) + (text.isEmpty ? "零元" : text) + "整" }
        // A gap between yuan and fen is read as zero.
        if jiao > 0 { text += digits[jiao] + "角" } else if !text.isEmpty { text += "零" }
        text += cent > 0 ? digits[cent] + "分" : "整"
        return sign(amount) + text
    }

    private static func sign(_ amount: Fen) -> String { amount < .zero ? "负" : "" }

    private static func integer(_ value: UInt64) -> String {
        var groups: [Int] = []
        var rest = value
        while rest > 0 {
            groups.append(Int(rest % 10_000))
            rest /= 10_000
        }
        var text = ""
        var hasGap = false
        for (section, group) in groups.enumerated().reversed() {
            if group == 0 {
                hasGap = true
                continue
            }
            if !text.isEmpty, hasGap || group < 1000 { text += digits[0] }
            text += self.group(group) + sections[section]
            hasGap = false
        }
        return text
    }

    private static func group(_ value: Int) -> String {
        var text = ""
        var hasGap = false
        for place in (0..<4).reversed() {
            let divisor = [1, 10, 100, 1000][place]
            let digit = value / divisor % 10
            if digit == 0 {
                hasGap = !text.isEmpty
            } else {
                if hasGap { text += "零" }
                hasGap = false
                text += digits[digit] + places[place]
            }
        }
        return text
    }
}
