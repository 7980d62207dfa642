/// The doctor's report in words: a line a check, and under what is wrong what to do.
public struct DoctorText {
    private let report: Doctor.Report

    public init(_ report: Doctor.Report) {
        self.report = report
    }

    public var text: String {
        let width = (report.checks.map(\.check.count).max() ?? 0) + 2
        var lines: [String] = []
        for found in report.checks {
            let state = found.state == .ok ? "ok" : found.state.rawValue.uppercased()
            let name = found.check + String(repeating: " ", count: width - found.check.count)
            lines.append("\(state)\(String(repeating: " ", count: 9 - state.count))\(name)\(found.english) / \(found.chinese)")
            if !found.fixEnglish.isEmpty { lines.append("         do 处理: \(found.fixEnglish) / \(found.fixChinese)") }
        }
        lines.append("failures 故障: \(report.failures), warnings 提醒: \(report.warnings)")
        return lines.joined(separator: "\n")
    }
}
