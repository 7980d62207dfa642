import ArgumentParser
import Centre
import Programme

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what came in, what waits and why, and what was decided.",
        discussion: "Reads the store and writes nothing; it may run beside the daemon.\n\n  voucherd status --root /srv/voucherd --format json"
    )

    @OptionGroup var options: RootOptions

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let centre = try await options.centre()
        let look = Inbox(centre.root, offices: centre.configuration.offices.codes).look()
        let isReal = if case .found = look { true } else { false }
        let report = try StatusReport(centre, inboxIsReal: isReal)
        if format == .json {
            try Terminal.printJSON(report)
        } else {
            print(report, shortage: centre.configuration.workdays.shortage(on: Instant.now.day))
        }
    }

    private func print(_ report: StatusReport, shortage: String?) {
        Terminal.print("inbox 收件夹: \(report.inboxIsReal ? "present" : "AWAY (no marker) 不可用"); drains 处理轮次: \(report.drains)")
        Terminal.print("workdays known until 工作日文件至: \(report.workdaysUntil?.description ?? "none")")
        if let shortage { Terminal.print("  WARNING 警告: \(shortage)") }
        Terminal.print("\nOffices 单位")
        for office in report.offices where office.lastBatch != nil || office.lastBundle > 0 {
            let batch = office.lastBatch.map { "last batch \($0), exported \(office.exportedAt?.description ?? "?")" } ?? "no batch yet"
            Terminal.print("  \(office.office) \(office.name): \(batch), bundles \(office.lastBundle)")
        }
        section("Files not whole 不完整的文件", report.waitingFiles)
        section("Batches that wait 等待的批次", report.waitingBatches)
        section("Records that wait 等待的记录", report.waitingRecords)
        Terminal.print("\nOpen conflicts 待处理冲突: \(report.openConflicts.count)")
        for conflict in report.openConflicts { Terminal.print("  \(conflict)") }
        Terminal.print("\nDecisions 决定")
        for (name, count) in report.decisions.sorted(by: { $0.key < $1.key }) { Terminal.print("  \(name): \(count)") }
    }

    private func section(_ title: String, _ waiting: [StatusReport.Waiting]) {
        Terminal.print("\n\(title): \(waiting.count)")
        for wait in waiting { Terminal.print("  \(wait.subject)\(wait.since.map { ", since \($0)" } ?? ""): \(wait.reason)") }
    }
}
