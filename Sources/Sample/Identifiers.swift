import Programme

/// Codes and numbers that hold by construction: check characters are right, and none is given twice.
struct Identifiers {
    private var random: RandomSource
    private var given: Set<String> = []
    private var counts: [String: Int] = [:]
    private let year: Int

    init(seed: UInt64, year: Int) {
        random = RandomSource(seed: seed, purpose: "identifiers")
        self.year = year
    }

    private mutating func unique(_ make: (inout RandomSource) -> String) -> String {
        while true {
            let candidate = make(&random)
            if given.insert(candidate).inserted { return candidate }
        }
    }

    /// `410305-A25-00007`: the office's next record of that kind.
    mutating func record(_ office: OfficeCode, _ kind: String) -> String {
        let series = "\(office)-\(kind)\(year % 100)"
        counts[series, default: 0] += 1
        return "\(series)-\(Identifiers.padded(counts[series] ?? 0, 5))"
    }

    // MARK: Legal persons

    /// A code whose GB 32100 and GB 11714 check characters are right.
    ///
    /// - Parameter isOld: all digits, as codes that were made from old organisation codes are.
    mutating func uscc(kind: String = "91", division: String, isOld: Bool = false) -> String {
        unique { random in
            let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
            while true {
                let body = isOld ? random.digits(8) : "MA" + (0..<6).map { _ in String(random.pick(alphabet)) }.joined()
                let organisation = body + Identifiers.organisationCheck(body)
                if isOld, organisation.hasSuffix("X") { continue }
                let seventeen = kind + division + organisation
                if let check = USCC.checkCharacter(for: seventeen) { return seventeen + String(check) }
            }
        }
    }

    private static func organisationCheck(_ eight: String) -> String {
        var sum = 0
        for (byte, weight) in zip(eight.utf8, [3, 7, 9, 10, 5, 8, 4, 2]) {
            sum += ((0x30...0x39).contains(byte) ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10) * weight
        }
        let check = (11 - sum % 11) % 11
        return check == 10 ? "X" : String(check)
    }

    /// The code with one of its digits typed wrong, so that its check character no longer holds.
    mutating func mistyped(_ uscc: String) -> String {
        var characters = Array(uscc)
        while true {
            let index = random.integer(8...15)
            let wrong = Character(String(random.integer(0...9)))
            if characters[index] == wrong { continue }
            characters[index] = wrong
            if USCC(String(characters)) == nil { return String(characters) }
            characters = Array(uscc)
        }
    }

    // MARK: Certificates and registers

    mutating func highTechCertificate(year: Int) -> String { unique { "GR\(year)41" + $0.digits(6) } }

    mutating func smallFirmNumber(year: Int, division: String) -> String {
        unique { "\(year)\(division)" + $0.pick(["08", "A0", "B8"]) + $0.digits(6) }
    }

    /// Year, authority 16 (Henan), field, trade and serial.
    mutating func cma(year: Int) -> String {
        unique {
            Identifiers.padded(year % 100, 2) + "16" + Identifiers.padded($0.integer(0...21), 2) + Identifiers.padded($0.integer(0...11), 2)
                + $0.digits(4)
        }
    }

    mutating func cnas() -> String { unique { "CNAS L" + $0.digits(5) } }

    // MARK: Money

    /// An e-invoice number: year, province, channel and fifteen digits of serial.
    mutating func electronicInvoice(year: Int) -> String {
        unique { "\(Identifiers.padded(year % 100, 2))41" + $0.pick(["1", "2"]) + $0.digits(10) + Identifiers.padded($0.integer(1...99_999), 5) }
    }

    /// Code and number of an invoice of the older forms.
    mutating func paperInvoice(year: Int) -> (code: String, number: String) {
        let short = Identifiers.padded(year % 100, 2)
        let pair = unique { $0.pick(["4100\(short)1130", "4100\(short)1320", "04100\(short)00111"]) + "/" + $0.digits(8) }
        let parts = pair.split(separator: "/")
        return (String(parts[0]), String(parts[1]))
    }

    mutating func bankAccount() -> String { unique { "4103" + $0.digits(15) } }

    mutating func bankSerial(_ day: Day) -> String {
        unique { "\(day.year)\(Identifiers.padded(day.month, 2))\(Identifiers.padded(day.dayOfMonth, 2))" + $0.digits(8) }
    }

    mutating func mobile() -> String { unique { "13900" + $0.digits(6) } }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
