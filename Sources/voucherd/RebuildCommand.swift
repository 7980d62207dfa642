import ArgumentParser
import Centre
import Glibc
import Logging

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make the database again from the archive and its journal, or prove with --check that it could be made.",
        discussion: """
            Takes every drain of store/archive/journal.jsonl again, with its own instant, files and configuration: records, conflicts, resolutions, \
            rounds, decisions and bundles come back as they were, byte for byte. A damaged database is moved aside, never deleted; a sound one is \
            left alone unless --replace is said. It does not run while a daemon does; --check may, and changes nothing.

            Not in any batch, and so not brought back: since when half-written files wait in the inbox. They are found again, as of then.

            Exits with 1 where something differs: the first differences are named. Without --accept-differences nothing is changed then.

              voucherd rebuild --check --root /srv/voucherd
              voucherd rebuild --root /srv/voucherd
            """
    )

    @OptionGroup var options: RootOptions

    @Flag(help: "Compare with the store that is there, and change nothing.")
    var check = false

    @Flag(help: "Make the store again even where it is sound; it is moved aside.")
    var replace = false

    @Flag(help: "Put the rebuilt store in place even where it differs from what was published.")
    var acceptDifferences = false

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func validate() throws {
        if check, replace || acceptDifferences { throw ValidationError("--check changes nothing: leave out --replace and --accept-differences") }
    }

    func run() async throws {
        let configuration = try await options.configuration()
        let rebuild = Rebuild(configuration)
        let report: Rebuild.Report
        if check {
            report = try rebuild.check { Terminal.progress("drains", $0, of: $1) }
        } else {
            try configuration.root.makeFolders()
            let logger = Log.logger(
                to: LogFile(configuration.root, configuration.settings.log),
                level: configuration.settings.log.level,
                console: false
            )
            report = try await InstanceLock.hold(configuration.root) {
                try rebuild.run(replacing: replace, accepting: acceptDifferences) { Terminal.progress("drains", $0, of: $1) }
            }
            logger.notice(
                "rebuild from the archive / 由存档重建数据库",
                metadata: [
                    "drains": .stringConvertible(report.drains), "differences": .stringConvertible(report.differences.count),
                    "before": "\(report.movedTo ?? "")",
                ]
            )
        }
        try tell(report)
        if !report.differences.isEmpty, !acceptDifferences { throw ExitCode(1) }
    }

    private func tell(_ report: Rebuild.Report) throws {
        if format == .json {
            try Terminal.printJSON(report)
            return
        }
        Terminal.print("drains 轮次 \(report.drains), files 文件 \(report.files), bundles 决定包 \(report.bundles)")
        for remark in report.remarks { Terminal.print("note 注意  \(remark)") }
        for difference in report.differences { Terminal.print("DIFFERS 不一致  \(difference)") }
        if let place = report.movedTo { Terminal.print("the store that was there is now 原数据库已移至  \(place)") }
        if check {
            if report.differences.isEmpty { Terminal.print("archive and journal replay to the same store / 存档与处理日志可重建出同样的数据库") }
        } else if report.differences.isEmpty || acceptDifferences {
            Terminal.print("the store is rebuilt; start the daemon again: voucherd run / 数据库已重建，请重新启动 voucherd run")
        } else {
            Terminal.print(
                "nothing was changed: use the version of voucherd that made these bundles, or say --accept-differences"
                    + " / 未作任何更改：请使用当时的 voucherd 版本，或加 --accept-differences 接受差异"
            )
        }
    }
}
