import ArgumentParser
import Foundation
import Glibc
import Simulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play seasons of many offices and the centre with faults, and check every promise after each.",
        discussion: """
            Everything happens in one process and in temporary folders, on clocks and chance of its own; no data root is touched. Batches and
            bundles are delayed, doubled, reordered, cut short and lost; the centre and the offices die at their file operations and start again.
            A season that fails is named by the command that plays it again, and its folder is kept. Exits with 65 where one failed.

              voucherd simulate --seed 7 --offices 4 --days 10
              voucherd simulate --seed 1 --seasons 100 --faults crash,cut,drop
            """
    )

    @Option(help: "What the first season grows from; each further season takes the next number.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many district offices report.", valueName: "n"))
    var offices = 4

    @Option(help: ArgumentHelp("How many days they report on.", valueName: "d"))
    var days = 10

    @Option(
        help: ArgumentHelp(
            "What may go wrong: all, none, or some of \(FaultKind.allCases.map(\.rawValue).joined(separator: ", ")), with commas.",
            valueName: "list"
        )
    )
    var faults = "all"

    @Option(help: ArgumentHelp("How many seasons to play; 0 goes on until it is stopped.", valueName: "k"))
    var seasons = 1

    @Option(help: ArgumentHelp("The configuration whose programme and working days apply.", valueName: "dir"))
    var config = "config"

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func validate() throws {
        guard FaultKind.list(faults) != nil else { throw ValidationError("--faults: '\(faults)' names something else than a kind of fault") }
        guard settings(seed) != nil else {
            throw ValidationError("--offices is from 1 to \(SeasonSettings.mostOffices), --days from 1 to \(SeasonSettings.mostDays)")
        }
        guard seasons >= 0 else { throw ValidationError("--seasons is a number from 0 on") }
        guard seasons > 0 || format == .text else { throw ValidationError("--seasons 0 prints text only") }
        guard FileManager.default.fileExists(atPath: config + "/programme.yaml") else {
            throw ValidationError("\(config) holds no programme.yaml: name the folder of the shipped configuration with --config")
        }
    }

    private func settings(_ seed: UInt64) -> SeasonSettings? {
        SeasonSettings(seed: seed, offices: offices, days: days, faults: FaultKind.list(faults) ?? [], configuration: config)
    }

    func run() async throws {
        var totals = SimulationTotals()
        var reports: [SeasonReport] = []
        var next = seed
        while seasons == 0 || totals.seasons < seasons {
            guard let settings = settings(next) else { return }
            let report = try await SimulatedSeason(settings).play()
            next &+= 1
            totals.add(report)
            if format == .json { reports.append(report) } else { show(report, totals) }
        }
        if format == .json {
            try Terminal.printJSON(SimulationOutput(totals: totals, seasons: reports))
        } else {
            show(totals)
        }
        if !totals.failed.isEmpty { throw ExitCode(EX_DATAERR) }
    }

    private func show(_ season: SeasonReport, _ totals: SimulationTotals) {
        Terminal.print(
            "seed \(season.seed)  \(season.isSound ? "sound " : "FAILED")  batches \(season.batches)  files \(season.files)  drains \(season.drains)  "
                + "rounds \(season.rounds)  payments \(season.payments)  delayed \(season.delayed)  doubled \(season.doubled)  cut \(season.cut)  dropped \(season.dropped)  mislaid \(season.mislaid)  changed \(season.changed)  errors \(season.errors)  "
                + "crashes \(season.centreCrashes)+\(season.officeCrashes)  lost \(season.lost)  \(season.fingerprint.prefix(16))"
        )
        if season.isSound {
            // A soak is read from the end of a log.
            if totals.seasons % 10 == 0 { show(totals) }
            return
        }
        for fault in season.faults { Terminal.print("  FAULT  \(fault)") }
        Terminal.print("  again:  \(season.command)")
        if let folder = season.folder { Terminal.print("  folder: \(folder)") }
    }

    private func show(_ totals: SimulationTotals) {
        Terminal.print(
            "seasons \(totals.seasons)  batches \(totals.batches)  files \(totals.files)  rounds \(totals.rounds)  payments \(totals.payments)  "
                + "faults \(totals.faults)  crashes \(totals.crashes)  file operations \(totals.calls)  days compared \(totals.comparedDays) (barred \(totals.barredDays))  lost \(totals.lost)  "
                + "failed \(totals.failed.count)"
        )
    }
}

/// What `simulate --format json` prints.
private struct SimulationOutput: Encodable {
    let version = 1
    let totals: SimulationTotals
    let seasons: [SeasonReport]
}
