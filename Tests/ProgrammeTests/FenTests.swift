import Programme
import Testing

@Suite("Money")
struct FenTests {
    @Test(
        "yuan are read to the fen",
        arguments: [
            ("0", 0), ("0.01", 1), ("0.1", 10), ("12", 1200), ("1234.5", 123_450), ("1,234.50", 123_450), ("12,345,678.90", 1_234_567_890),
            ("-1.05", -105), ("-0", 0), ("999999999999.99", 99_999_999_999_999), ("999,999,999,999.99", 99_999_999_999_999),
        ]
    )
    func reads(_ text: String, _ amount: Int64) {
        #expect(Fen(parsing: text)?.amount == amount)
    }

    @Test(
        "an amount is never guessed",
        arguments: [
            "", "-", ".", "1.", ".5", "1.234", "1,23", "12,34.00", "1,2345", ",123", "1,", "1,,234", "1234,567", "+1", " 1", "1e3", "１",
            "1000000000000",
            "1.2.3", "--1", "1.-5", "99999999999999999999",
        ]
    )
    func refuses(_ text: String) {
        #expect(Fen(parsing: text) == nil)
    }

    @Test("yuan are written with two places, and read back as the same")
    func roundTrip() {
        #expect([0, 1, 10, -5, -105, 123_450].map { Fen($0).yuan } == ["0.00", "0.01", "0.10", "-0.05", "-1.05", "1234.50"])
        for amount in stride(from: Int64(-99_999_999_999_999), through: 99_999_999_999_999, by: 1_234_567_890_123) {
            #expect(Fen(parsing: Fen(amount).yuan)?.amount == amount)
        }
        #expect(Fen(parsing: Fen.largest.yuan) == Fen.largest)
    }

    @Test("a share is rounded down to the fen, and does not overflow")
    func share() {
        #expect(Fen(100).share(basisPoints: 3333) == Fen(33))
        #expect(Fen(9_999).share(basisPoints: 5_000) == Fen(4_999))
        #expect(Fen(1).share(basisPoints: 9_999) == Fen.zero)
        #expect(Fen.largest.share(basisPoints: 10_000) == Fen.largest)
        #expect(Fen(.max).share(basisPoints: 10_000) == Fen(.max))
    }

    @Test("amounts add up")
    func sum() {
        #expect([Fen(1), Fen(-3), Fen(7)].sum() == Fen(5))
        #expect([Fen]().sum() == .zero)
        #expect(Fen(3) - Fen(5) < .zero)
    }
}
