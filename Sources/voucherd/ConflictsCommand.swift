import ArgumentParser
import Centre
import Programme
import Records

/// Which conflicts a command is about.
struct ConflictFilter: ParsableArguments {
    @Option(help: "Only conflicts in which this office has a side.")
    var office: OfficeCode?

    @Option(help: "Only conflicts of this type of record, such as party.")
    var type: String?

    @Option(help: "Only conflicts of this field group, such as bank.")
    var group: String?

    @Option(help: ArgumentHelp("Only conflicts open for at least this long, such as 3d or 12h.", valueName: "time"))
    var older: AgeArgument?

    func validate() throws {
        if let type, RecordType.named(type) == nil { throw ValidationError("--type \(type): there is no such type of record; see 'voucherd schema'") }
    }

    /// Whether nothing is asked for.
    var isEmpty: Bool { office == nil && type == nil && group == nil && older == nil }

    func fits(_ sheet: ConflictSheet, at instant: Instant) -> Bool {
        if let office, !sheet.sides.contains(where: { $0.rows.contains { $0.office == office.description } }) { return false }
        if let type, sheet.type != type { return false }
        if let group, sheet.group != group { return false }
        if let older, instant.seconds - sheet.openedAt.seconds < older.seconds { return false }
        return true
    }
}

/// A stretch of time on the command line: `3d`, `12h`, `30m`.
struct AgeArgument: ExpressibleByArgument {
    let seconds: Int64

    init?(argument: String) {
        let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()), (0...100_000).contains(count) else {
            return nil
        }
        seconds = count * unit
    }
}

struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "List the conflicts that wait for an operator, with the commands that settle them.",
        discussion: """
            Shows a block for each, those that hold up the most money first: the record, each side with its office, the value in effect, what \
            waits for it, and a command for each choice. log/conflicts.log holds the same, with personal numbers masked.

              voucherd conflicts -s --office 410305 --older 3d
            """
    )

    @OptionGroup var options: RootOptions
    @OptionGroup var filter: ConflictFilter

    @Flag(name: .customShort("s"), help: "One line each; twice (-ss), the ids alone.")
    var short: Int

    @Flag(help: "Those that are settled too.")
    var all = false

    @Option(help: ArgumentHelp("Count ages as of this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let centre = try await options.centre(onlyLooking: true)
        let instant = asOf?.instant ?? .now
        let sheets = try centre.conflictSheets(includingSettled: all).filter { filter.fits($0, at: instant) }
        if format == .json { return try Terminal.printJSON(sheets) }
        switch short {
        case 0: for sheet in sheets { Terminal.print(ConflictText(sheet, isMasked: false).text) }
        case 1: for sheet in sheets { Terminal.print(ConflictsCommand.line(sheet)) }
        default: for sheet in sheets { Terminal.print(sheet.id) }
        }
        if short < 2 { Terminal.print("\(sheets.filter(\.isOpen).count) conflicts to go / \(sheets.filter(\.isOpen).count) 项冲突待处理") }
    }

    private static func line(_ sheet: ConflictSheet) -> String {
        let offices = sheet.sides.map { $0.rows.map(\.office).joined(separator: "=") }.joined(separator: " / ")
        let money = sheet.waits.isEmpty ? "" : "  \(sheet.amountWaiting) 元 waits"
        return "\(sheet.id)  \(sheet.isOpen ? "" : "CLOSED ")\(sheet.record)  \(sheet.group)  \(offices)\(money)  since \(sheet.openedAt)"
    }
}
