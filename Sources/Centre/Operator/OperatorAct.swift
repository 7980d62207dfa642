import Foundation
public import Merging
public import Programme
public import Records
import Store

/// What an operator does: a row of a centre batch, since nothing changes the store by another way than a batch.
public enum OperatorAct: Sendable {
    /// Settles a conflict by the value of an office's side, or by values of one's own.
    case resolve(conflict: String, rows: [RowIdentity], choice: Choice, reason: String)
    /// Takes back a resolution or a ruling.
    case withdraw(RecordKey, reason: String)
    /// Rules on something that waits or was decided (Art. 26).
    case rule(Ruling)
    /// Says something of a record of the centre's: the columns that are named, as an exchange file writes them. The key is among them.
    case record(RecordType, [String: String])

    public enum Choice: Sendable, Hashable {
        case office(OfficeCode)
        /// By column name, as an exchange file writes them.
        case values([String: String])
    }

    /// A ruling (裁定), as the exchange format has it.
    public struct Ruling: Sendable {
        /// `batch`, `office`, `row`, `claim`, `application`, `voucher` …
        public var subjectType: String
        public var subject: String
        public var verdict: String
        public var reason: String
        /// The rule that it is about, where it is about one.
        public var rule: String?
        /// The number of the document that it rests on.
        public var document: String?
        public var until: Instant?
        /// From which day it holds.
        public var effectiveOn: Day?

        public init(subjectType: String, subject: String, verdict: String, reason: String) {
            self.subjectType = subjectType
            self.subject = subject
            self.verdict = verdict
            self.reason = reason
        }
    }

    var type: RecordType {
        switch self {
        case .resolve: .resolution
        case .withdraw(let key, _): key.type
        case .rule: .ruling
        case .record(let type, _): type
        }
    }

    /// The record that the act changes; `nil` where it makes one of its own.
    var record: RecordKey? {
        switch self {
        case .record(let type, let cells): cells[type.key.name].map { RecordKey(type, $0) }
        case .withdraw(let key, _): key
        case .resolve, .rule: nil
        }
    }

    /// The act's row, by column.
    ///
    /// - Parameter number: tells the acts of one batch apart: `12-1`.
    func cells(number: String, by operatorName: String) -> [String: String] {
        switch self {
        case .resolve(let conflict, let rows, let choice, let reason):
            var cells = [
                "id": "\(OfficeCode.centre)-S\(number)", "conflict_id": conflict, "sides": rows.map(\.description).joined(separator: ";"),
                "reason": reason, "decided_by": operatorName,
            ]
            switch choice {
            case .office(let office): cells["office"] = office.description
            case .values(let values): cells["values"] = OperatorAct.json(values)
            }
            return cells
        case .record(_, let cells): return cells
        case .withdraw(let key, let reason):
            return ["op": "withdraw", "id": key.key, "reason": reason, "decided_by": operatorName]
        case .rule(let ruling):
            return [
                "id": "\(OfficeCode.centre)-L\(number)", "subject_type": ruling.subjectType, "subject_id": ruling.subject, "verdict": ruling.verdict,
                "rule": ruling.rule ?? "", "reason": ruling.reason, "doc_no": ruling.document ?? "", "until": ruling.until?.description ?? "",
                "effective_on": ruling.effectiveOn?.description ?? "",
                "decided_by": operatorName,
            ]
        }
    }

    /// Makes sure that a conflict is as the operator saw it, once it is this operator's turn: another may have settled it in the meantime, and
    /// two settlements of the same sides would be two sides again.
    func check(_ transaction: Transaction) throws {
        guard case .resolve(let id, let rows, _, _) = self else { return }
        let isOpen = try transaction.conflict(id)?.isOpen == true
        guard isOpen, Set(try transaction.sides(ofConflict: id).map(\.row)) == Set(rows) else {
            throw OperatorRefusal(
                .data,
                "\(id) has changed while you were at it; nothing is done: 'voucherd show \(id)' shows it as it is",
                "\(id) 在您操作期间已有变化，未作处理；现状见 voucherd show \(id)"
            )
        }
    }

    private static func json(_ values: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A dictionary of strings always encodes.
        return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// Why an act is not done.
public struct OperatorRefusal: Error, CustomStringConvertible {
    public enum Kind: Sendable {
        /// What was asked for does not fit what is there.
        case data
        /// There is no such thing.
        case noInput
        /// It may go through later.
        case tryAgain
        case configuration
    }

    public let kind: Kind
    public let english: String
    public let chinese: String

    public init(_ kind: Kind, _ english: String, _ chinese: String) {
        self.kind = kind
        self.english = english
        self.chinese = chinese
    }

    public var description: String { "\(english) / \(chinese)" }
}
