import Programme

extension String {
    /// The text with every personal number in it masked but for the last four characters: bank accounts, mobile numbers, citizens' id numbers.
    ///
    /// A number counts where it stands alone: 11 digits that begin with 13 to 19, 12 to 32 digits, 17 digits and an X, or groups of four digits
    /// joined by blanks or hyphens. Moments written as digits and codes of organisations (USCC) stay, because they are no one's secret.
    public var maskingPersonalNumbers: String {
        let bytes = Array(utf8)
        // Most texts have no long number at all.
        guard bytes.count(where: \.isDigit) >= 11 else { return self }
        var masked = bytes
        var start = 0
        while start < bytes.count {
            guard bytes[start].isDigit, start == 0 || !bytes[start - 1].isWordByte else {
                start += 1
                continue
            }
            let end = PersonalNumber.end(in: bytes, from: start)
            if PersonalNumber.isPersonal(bytes[start..<end]) {
                var shown = 4
                for index in (start..<end).reversed() where bytes[index].isWordByte {
                    if shown > 0 { shown -= 1 } else { masked[index] = UInt8(ascii: "*") }
                }
            }
            start = end
        }
        return String(decoding: masked, as: UTF8.self)
    }
}

private enum PersonalNumber {
    /// The end of the number that begins at `start`: its digits, an X behind them, and further groups where it is written in fours.
    static func end(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end].isDigit { end += 1 }
        if end - start == 17, end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "x") { return end + 1 }
        var group = end - start
        while group == 4, end + 1 < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "-"), bytes[end + 1].isDigit {
            var next = end + 1
            while next < bytes.count, bytes[next].isDigit { next += 1 }
            group = next - end - 1
            guard group <= 4 else { return end }
            end = next
        }
        return end
    }

    static func isPersonal(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.filter(\.isWordByte)
        switch digits.count {
        case 11: return digits[0] == UInt8(ascii: "1") && digits[1] >= UInt8(ascii: "3")
        // An account may have as many as 32 (records: bank_account_no).
        case 12...32: return !isMoment(digits) && !isOrganisation(digits)
        default: return false
        }
    }

    // 20260302, then hours and minutes, then seconds, then thousandths.
    private static func isMoment(_ digits: [UInt8]) -> Bool {
        guard [12, 14, 17].contains(digits.count), digits.allSatisfy(\.isDigit) else { return false }
        let text = Array(String(decoding: digits, as: UTF8.self))
        let day = Day("\(String(text[0..<4]))-\(String(text[4..<6]))-\(String(text[6..<8]))")
        return digits.starts(with: "20".utf8) && day != nil && String(text[8..<10]) < "24" && String(text[10..<12]) < "60"
    }

    // A citizen's id number may happen to pass as a USCC; whoever can be born on its date stays masked.
    private static func isOrganisation(_ digits: [UInt8]) -> Bool {
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 18, USCC(text) != nil else { return false }
        let characters = Array(text)
        let birth = Day("\(String(characters[6..<10]))-\(String(characters[10..<12]))-\(String(characters[12..<14]))")
        return birth == nil || !(1900...2099).contains(birth?.year ?? 0)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }

    // Bytes of Chinese text are none: a number directly behind it stands alone.
    fileprivate var isWordByte: Bool {
        isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == UInt8(ascii: "_")
    }
}
