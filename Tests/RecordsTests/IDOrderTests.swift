import Records
import Testing

@Suite("Ids in the order in which they count up")
struct IDOrderTests {
    @Test(
        "digits are compared as numbers, all else by bytes",
        arguments: [
            ("410300-L9-1", "410300-L10-1"), ("410300-RU9", "410300-RU10"), ("410300-PY2", "410300-PY10"), ("A", "B"), ("A1", "A1-1"), ("A1", "B0"),
            ("", "0"), ("X007", "X8"), ("X7", "X08"), ("X07", "X7"), ("9", "A"), ("乙9", "乙10"), ("A1B2", "A1B11"),
            ("1", "99999999999999999999999999"), ("99999999999999999999999998", "99999999999999999999999999"),
        ]
    )
    func ordered(first: String, second: String) {
        #expect(IDOrder(first) < IDOrder(second))
        #expect(!(IDOrder(second) < IDOrder(first)))
        #expect(IDOrder(first) != IDOrder(second))
    }

    @Test("the order is total: whatever order ids are given in, they sort the same")
    func total() {
        let ids = ["L10", "L9", "L09", "L1-10", "L1-9", "L", "M1", "L010", "10L", "9L"].map(IDOrder.init)
        let sorted = ids.sorted()
        #expect(ids.reversed().sorted() == sorted)
        for (low, left) in sorted.enumerated() {
            for (high, right) in sorted.enumerated() { #expect((left < right) == (low < high)) }
        }
    }

    @Test("an id is not before itself, however it is composed")
    func itself() {
        #expect(!(IDOrder("L9") < IDOrder("L9")))
        // The same letter to the eye, and not the same bytes.
        #expect(IDOrder("\u{E9}") != IDOrder("e\u{301}"))
        #expect(IDOrder("e\u{301}") < IDOrder("\u{E9}"))
    }
}
