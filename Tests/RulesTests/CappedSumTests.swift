import Programme
import Testing

@testable import Rules

@Suite("Sums of hostile amounts")
struct CappedSumTests {
    @Test("a hundred thousand of the largest amounts do not overflow")
    func overflow() {
        #expect(repeatElement(Fen.largest, count: 100_000).cappedSum() == .largest)
        #expect([Fen(1), Fen(2)].cappedSum() == Fen(3))
    }
}
