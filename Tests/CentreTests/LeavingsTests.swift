import Synchronization
import Testing

@testable import Centre

@Suite("What a drain leaves")
struct LeavingsTests {
    @Test("all that was let go is free once it was waited for")
    func isFreeAfterTheWait() {
        let freed = Freed()
        let leavings = Leavings()
        for number in 1...100 { leavings.letGo([Piece(number, freed), Piece(-number, freed)]) }
        leavings.wait()
        #expect(freed.numbers.withLock { $0.count } == 200)
    }

    @Test("a second drain may leave things after the first was waited for")
    func worksAgain() {
        let freed = Freed()
        let leavings = Leavings()
        leavings.wait()
        leavings.letGo(Piece(1, freed))
        leavings.wait()
        leavings.letGo(Piece(2, freed))
        leavings.wait()
        #expect(freed.numbers.withLock { $0 } == [1, 2])
    }

    /// Notes in a list that it is free.
    private final class Piece {
        private let number: Int
        private let freed: Freed

        init(_ number: Int, _ freed: Freed) {
            self.number = number
            self.freed = freed
        }

        deinit { freed.numbers.withLock { $0.append(number) } }
    }

    private final class Freed: Sendable {
        let numbers = Mutex<[Int]>([])
    }
}
