import Programme
import Records
import TestSupport
import Testing

@testable import Simulation

/// One of the 38 situations in which offline offices meet: what comes, and how it must end.
struct ConflictCase: Sendable, CustomTestStringConvertible {
    let number: Int
    let sentence: String
    let turns: [CaseTurn]
    /// Whether the contract takes it out of order independence: a waived gap, and other content under a known number.
    let isExempt: Bool
    let check: @Sendable (Ending) throws -> Void

    var testDescription: String { "\(number): \(sentence)" }

    init(
        _ number: Int,
        _ sentence: String,
        isExempt: Bool = false,
        _ tell: (inout CaseStory) -> Void,
        ends check: @escaping @Sendable (Ending) throws -> Void
    ) {
        var story = CaseStory()
        tell(&story)
        self.number = number
        self.sentence = sentence
        self.isExempt = isExempt
        self.check = check
        turns = story.finished
    }

}

extension OfficeCode {
    static let jianxi = TestCity.jianxi
    static let luolong = TestCity.luolong
    static let gaoxin = TestCity.gaoxin
    static let yanshi = OfficeCode("410307")!
    static let mengjin = OfficeCode("410308")!
}
