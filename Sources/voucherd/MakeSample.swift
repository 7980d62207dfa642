import ArgumentParser
import Foundation
import Glibc
import Sample

struct MakeSample: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Make a synthetic city: a data root with offices, keys and batches, and the outcome that each row should have.",
        discussion: """
            The same seed makes the same world. expected.csv holds the ground truth; README.txt in the new folder says what its columns mean.
            Every name and number is made up.

              voucherd sample /tmp/city --seed 7 --parties 300
              voucherd run --once --root /tmp/city

            With --with-rounds the year is played to the end of the next year's first quarter, with two rounds, payments and the year's end:

              voucherd sample /tmp/year --seed 7 --parties 1000 --with-rounds
              /tmp/year/run-year.sh

            With --workload the folder is a load for measuring: good records in great number, and no ground truth. --parties is then the
            number of firms of the shapes 'rows' and 'again'.

              voucherd sample /tmp/w1 --workload rows --parties 32000
            """
    )

    @Argument(help: ArgumentHelp("The folder to make; it must be empty or not there yet.", valueName: "dir"))
    var directory: String

    @Option(help: "What the world grows from.")
    var seed: UInt64 = 1

    @Option(help: "How many parties apply in the year.")
    var parties = 300

    @Option(help: "The voucher year.")
    var year = 2025

    @Flag(help: "The whole voucher year 2025 in phases: two redemption rounds, payment, the year's end, and a script that plays it.")
    var withRounds = false

    @Flag(help: "Three offices and a handful of cases, shaped by hand.")
    var demo = false

    @Option(
        help: ArgumentHelp("A load of this shape (rows, again, small, large or trickle) instead of a city.", valueName: "shape"),
        transform: MakeSample.shape
    )
    var workload: Workload.Shape?

    @Option(help: "How often a load of shape 'rows' is made, each time with other firms, into later/002 and so on.")
    var rounds = 1

    @Option(help: "How many batches a load of shape 'small' or 'trickle' has.")
    var batches = 300

    @Option(help: ArgumentHelp("How large each file of evidence of a load is; 'large' has six.", valueName: "bytes"))
    var fileBytes: Int64 = 20 << 10

    @Option(help: ArgumentHelp("The configuration that the new root takes over.", valueName: "dir"))
    var config = "config"

    func validate() throws {
        guard (1...1_000_000).contains(parties) else { throw ValidationError("--parties is from 1 to 1000000") }
        guard (2024...2026).contains(year) else { throw ValidationError("--year is from 2024 to 2026: the shipped programme and workdays end there") }
        if withRounds, demo || year != 2025 { throw ValidationError("--with-rounds is of the year 2025, and not of the demonstration") }
        guard rounds > 0, batches > 0, fileBytes > 0 else { throw ValidationError("--rounds, --batches and --file-bytes are from 1") }
        if workload != nil, demo || withRounds { throw ValidationError("--workload is no city: it goes with neither --demo nor --with-rounds") }
        guard FileManager.default.fileExists(atPath: config + "/programme.yaml") else {
            throw ValidationError("\(config) holds no programme.yaml: name the folder of the shipped configuration with --config")
        }
    }

    func run() throws {
        if let workload { return try write(workload) }
        let world =
            demo
            ? SampleWorld.demo()
            : withRounds ? .wholeYear(seed: seed, parties: parties) : .city(seed: seed, parties: parties, year: year)
        let summary = try SampleWriter.write(world, to: directory, defaultConfig: config) { Terminal.progress("batches", $0, of: $1) }
        Terminal.print("\(directory): \(summary.files) files, \(summary.rows) rows; what should come of each is in \(directory)/expected.csv")
    }

    private static func shape(_ name: String) throws -> Workload.Shape {
        guard let shape = Workload.Shape(rawValue: name) else { throw ValidationError("--workload is rows, again, small, large or trickle") }
        return shape
    }

    private func write(_ shape: Workload.Shape) throws {
        let workload = Workload(shape: shape, seed: seed, parties: parties, rounds: rounds, batches: batches, fileBytes: fileBytes)
        let summary = try WorkloadWriter.write(workload, to: directory, defaultConfig: config) { Terminal.progress("batches", $0, of: $1) }
        Terminal.print("\(directory): \(summary.files) files, \(summary.rows) rows")
    }
}
