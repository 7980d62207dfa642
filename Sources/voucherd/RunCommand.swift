import ArgumentParser
import Centre
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

    func validate() throws {
        if asOf != nil, !once { throw ValidationError("--as-of goes with --once: a running daemon keeps the clock's time") }
    }

    func run() async throws {
        let configuration = try await options.configuration()
        try configuration.root.makeFolders()
        let logger = try Log.logger(for: configuration.root, level: configuration.settings.log.level, console: !once)
        try await InstanceLock.hold(configuration.root) {
            let centre = try Centre(configuration: configuration, logger: logger)
            let intake = try Intake(centre, logger: logger)
            if once {
                try await drainOnce(intake)
            } else {
                let watcher = InboxWatcher(configuration.root, offices: configuration.offices.codes)
                let service = ServiceManager(environment: ProcessInfo.processInfo.environment)
                try await Daemon(watcher: watcher, intake: configuration.settings.intake, logger: logger, service: service) {
                    let pass = try await intake.drain(at: .now)
                    service?.tell(status: pass.summary)
                }.runUntilSignalled()
            }
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
    }
}
