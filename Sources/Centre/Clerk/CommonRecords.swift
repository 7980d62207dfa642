import Records
import Rules
import Store

/// Merged records that many cases read, kept while nothing changes them: providers with what belongs to them, platforms, relations.
///
/// A city has some hundred providers and tens of thousands of cases. It lives no longer than one adjudication, during which no record changes.
final class CommonRecords {
    /// The most answers that are kept.
    private static let most = 20_000

    private struct Question: Hashable {
        let type: RecordType
        let column: String
        let value: String
    }

    private let transaction: Transaction
    private var answers: [Question: [CaseRecord]] = [:]

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    /// The merged record of that type and key.
    func merged(_ type: RecordType, _ key: String) throws -> CaseRecord? {
        try answer(Question(type: type, column: type.key.name, value: key)) { try transaction.merged(type, key).map { [$0] } ?? [] }.first
    }

    /// The merged records of a type whose column holds a value, in the order of their keys.
    func records(_ type: RecordType, where column: String, is value: String) throws -> [CaseRecord] {
        try answer(Question(type: type, column: column, value: value)) { try transaction.records(type, where: column, is: value) }
    }

    private func answer(_ question: Question, _ ask: () throws -> [CaseRecord]) throws -> [CaseRecord] {
        if let known = answers[question] { return known }
        if answers.count >= CommonRecords.most { answers.removeAll(keepingCapacity: true) }
        let answer = try ask()
        answers[question] = answer
        return answer
    }
}
