import ArgumentParser
import Centre
import CoreMetrics
import Foundation
import Glibc
import Logging
import Programme
import Store

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Take batches from the inbox and write decision bundles to the outbox.",
        discussion: """
            Watches inbox/ until it is told to stop (Ctrl-C or SIGTERM), and takes each batch once it is whole. With --once it takes what is
            there and exits; a rejected batch is no failure.

              voucherd run --root /srv/voucherd
              voucherd run --once --as-of 2025-03-31T18:00:00+08:00
            """
    )

    @OptionGroup var options: RootOptions

    @Flag(help: "Take what is in the inbox now, and exit.")
    var once = false

    @Option(help: ArgumentHelp("Act as if it were this instant (with --once).", valueName: "instant"))
    var asOf: InstantArgument?

    @Flag(help: "Print where the time went, stage by stage, to the standard error (with --once).")
    var profile = false

    func validate() throws {
        if profile, !once { throw ValidationError("--profile goes with --once") }
        if asOf != nil, !once { throw ValidationError("--as-of goes with --once: a running daemon keeps the clock's time") }
    }

    func run() async throws {
        // A limit of file sizes and a reader of our output that has gone are errors of a write like others, and no reason to die.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        let stages = StageTable()
        if profile { MetricsSystem.bootstrap(stages) }
        defer { if profile { FileHandle.standardError.write(Data((stages.text + "\n").utf8)) } }
        let configuration = try await options.configuration()
        let log = LogFile(configuration.root, configuration.settings.log)
        let logger = Log.logger(to: log, level: configuration.settings.log.level, console: !once)
        if once {
            do {
                try configuration.root.makeFolders()
                try await InstanceLock.hold(configuration.root) {
                    try await drainOnce(try Intake(Centre(configuration: configuration, logger: logger), logger: logger))
                }
            } catch let error where Hindrance(error, in: configuration.root).passes {
                throw CommandFailure(
                    EX_TEMPFAIL,
                    "\(error); nothing of what waits is lost, and the next run takes it",
                    "\(Hindrance(error, in: configuration.root))。待处理的内容不会丢失，下次运行时继续"
                )
            }
        } else {
            let working = WorkingCentre(configuration, log: log, logger: logger)
            try await working.takeLock()
            let watcher = InboxWatcher(configuration.root, offices: configuration.offices.codes)
            let service = ServiceManager(environment: ProcessInfo.processInfo.environment)
            try await Daemon(watcher: watcher, intake: configuration.settings.intake, logger: logger, service: service) {
                let pass = try await working.drain(at: .now)
                service?.tell(status: pass.summary)
                return pass.isHeldUp ? .heldUp : .caughtUp
            }.runUntilSignalled()
        }
    }

    private func drainOnce(_ intake: Intake) async throws {
        let pass = try await intake.drain(at: asOf?.instant ?? .now)
        if let absence = pass.absence { throw CommandFailure("\(absence)", exitCode: EX_TEMPFAIL) }
        for file in pass.report.files {
            Terminal.print(
                "\(file.outcome.rawValue)  \(file.name)\(file.batch.map { "  \($0)" } ?? "")\(file.reason.isEmpty ? "" : "  \(file.reason)")"
            )
        }
        for file in pass.waiting { Terminal.print("NOT WHOLE  \(file.name)  \(file.reason)") }
        for bundle in pass.report.bundles { Terminal.print("bundle  outbox/\(bundle.file)") }
        if !pass.report.isPublished {
            throw CommandFailure(EX_CANTCREAT, "some bundles could not be written to the outbox; the log says which", "部分决定包未能写入 outbox，详见日志")
        }
        if let shortage = pass.shortage { throw CommandFailure("\(shortage)", exitCode: EX_TEMPFAIL) }
        if !pass.hindrances.isEmpty {
            throw CommandFailure(
                "not everything could be taken: \(pass.hindrances.map { "\($0)" }.sorted().joined(separator: "\n"))",
                exitCode: EX_TEMPFAIL
            )
        }
    }
}
