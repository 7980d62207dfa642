import Records
import Rules
import Store

/// A rule's warnings and notes about what passed all the same, gathered from many rows.
struct Remark {
    let rule: String
    let article: String
    let effect: Finding.Effect
    /// The reason as the first row gives it.
    let reason: String
    /// What the first row would have to change.
    let fix: String
    private(set) var count = 0
    /// The first few keys.
    private(set) var examples: [String] = []

    private static let mostExamples = 3

    /// The remarks on rows and decisions that need no action, in the order in which the rules first speak; what needs action lists its own.
    static func gathered(from content: BundleContent) -> [Remark] {
        var remarks: [Remark] = []
        var positions: [String: Int] = [:]
        func take(_ finding: Finding, _ example: @autoclosure () -> String) {
            guard !finding.isObstacle else { return }
            let position =
                positions[finding.rule]
                ?? {
                    remarks.append(
                        Remark(rule: finding.rule, article: finding.article, effect: finding.effect, reason: finding.reason, fix: finding.fix)
                    )
                    positions[finding.rule] = remarks.count - 1
                    return remarks.count - 1
                }()
            remarks[position].count += 1
            if remarks[position].examples.count < mostExamples { remarks[position].examples.append(example()) }
        }
        for row in content.rows where row.outcome < .held {
            for finding in row.findings { take(finding, "\(row.type.title) \(row.key)") }
        }
        for notice in content.decisions where !notice.decision.findings.contains(where: \.isObstacle) {
            for finding in notice.decision.findings { take(finding, "\(notice.id) \(notice.decision.subject.key)") }
        }
        return remarks
    }
}
