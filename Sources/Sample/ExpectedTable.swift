import Programme
import Records

/// `expected.csv`: the ground truth of a world.
enum ExpectedTable {
    static let columns = [
        "level", "file", "office", "epoch", "sequence", "type", "line", "key", "decision", "outcome", "amount", "rules", "injection",
    ]

    static func bytes(_ outcomes: [ExpectedOutcome]) -> [UInt8] {
        var writer = CSVWriter(columns: columns)
        for outcome in outcomes {
            let (level, file, type, line, decision) = parts(of: outcome.subject)
            let batch = outcome.batch
            for cell in [level, file, "\(batch.office)", "\(batch.epoch)", "\(batch.sequence)", type, line] { writer.append(plain: cell) }
            writer.append(text: outcome.key)
            for cell in [
                decision, outcome.outcome, outcome.amount?.yuan ?? "", outcome.rules.joined(separator: ";"), outcome.injection?.rawValue ?? "",
            ] {
                writer.append(plain: cell)
            }
            writer.endRow()
        }
        return writer.takeBytes()
    }

    private static func parts(of subject: ExpectedOutcome.Subject) -> (level: String, file: String, type: String, line: String, decision: String) {
        switch subject {
        case .file(let name): ("file", name, "", "", "")
        case .row(let type, let line): ("row", "", type, String(line), "")
        case .decision(let kind, let type): ("decision", "", type, "", kind)
        }
    }
}
