import ArgumentParser
import Bags
import Glibc
import Office
import Programme

struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Pack an office's folder into a signed batch.",
        discussion: """
            DIR holds a CSV file for each type of record, named by the type or its Chinese name (party.csv or 需求方.csv), in UTF-8, UTF-16 or \
            GB18030; and the files that evidence.csv names: data/evidence/合同.pdf in the table is evidence/合同.pdf in DIR.

            Everything is read as the centre will read it. A file that is no table is never packed; rows that the centre would refuse are \
            listed, and packed only with --force. The office, the number of the batch, the digest of the one before and the last bundle \
            opened are kept in DIR/.voucherd-office.json, so that the next batch continues the chain; options override what is kept.

            Once a bundle was opened in DIR, only rows that are new or changed go in, each with the version that it builds on (column base, \
            基准版本), and a copy of the zip stays in DIR/sent/ until the centre has answered for every row. With nothing new there is no \
            batch, unless --empty asks for one. Leave the column base as it is; a row without it is always safe.

            Put the zip into the centre's inbox by whatever way there is. Do not change it.

            EXAMPLE
              voucherd pack ~/410305 --office 410305 --key 410305_key --output /mnt/inbox/410305
            """
    )

    @Argument(help: "The office's folder.", completion: .directory)
    var dir: String

    @Option(help: "The office; needed once.")
    var office: OfficeCode?

    @Option(help: ArgumentHelp("The office's private key; needed unless --dry-run.", valueName: "file"), completion: .file())
    var key: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the zip goes. (default: DIR)", valueName: "dir"), completion: .directory)
    var output: String?

    @Option(help: "Begin a new epoch, for instance after the state was lost; the centre must allow it by a ruling.")
    var epoch: Int?

    @Option(help: "The number of the batch in its epoch.")
    var sequence: Int?

    @Option(help: ArgumentHelp("SHA-256 of the previous batch's tagmanifest-sha256.txt.", valueName: "digest"))
    var previous: Digest?

    @Option(help: ArgumentHelp("The number of the last bundle taken in.", valueName: "number"))
    var acknowledges: Int?

    @Option(help: ArgumentHelp("The moment of the export, such as 2026-03-02T09:30:00+08:00. (default: now)", valueName: "instant"))
    var exportedAt: InstantArgument?

    @Option(help: ArgumentHelp("Declare that the office has nothing more to say of that year.", valueName: "year"))
    var closingYear: Int?

    @Flag(help: "With nothing new, make a batch that says so: \"nothing new up to now\".")
    var empty = false

    @Flag(name: .shortAndLong, help: "Pack although the centre would refuse some rows.")
    var force = false

    @Flag(name: [.customShort("n"), .long], help: "Check and report; make nothing.")
    var dryRun = false

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func validate() throws {
        if key == nil, !dryRun { throw ValidationError("--key is missing; `voucherd keygen --office 410305` makes one") }
        for (name, value) in [("epoch", epoch), ("sequence", sequence), ("acknowledges", acknowledges)] where value ?? 0 < 0 {
            throw ValidationError("--\(name) is not negative")
        }
        if let closingYear, !(2000...9999).contains(closingYear) { throw ValidationError("--closing-year is a year such as 2025") }
    }

    func run() throws {
        let packing = Packing(folder: dir)
        let report = try key.flatMap { dryRun ? nil : $0 }.map { try packing.pack(request, key: KeyPair.read($0)) } ?? packing.check(request)
        switch format {
        case .text: Terminal.print(PackText(report, isDryRun: dryRun).text)
        case .json: try Terminal.printJSON(PackJSON(report))
        }
        if report.hasTableFault || report.faultyRows > 0 && !force {
            throw CommandFailure(
                EX_DATAERR,
                "\(dir): rows that would be refused: \(report.faultyRows)\(report.hasTableFault ? "; and a file is no table" : "")\(dryRun ? "" : "; not packed")",
                "\(dir)：\(report.hasTableFault ? "有文件不能作为表格读取，" : "")\(report.faultyRows) 行将被拒收\(dryRun ? "" : "，未打包；改正后重试，或用 --force 照样打包")"
            )
        }
    }

    private var request: PackRequest {
        var request = PackRequest(exportedAt: exportedAt?.instant ?? .now)
        request.office = office
        request.epoch = epoch
        request.sequence = sequence
        request.previous = previous
        request.acknowledges = acknowledges
        request.closingYear = closingYear
        request.output = output
        request.isForced = force
        request.mayBeEmpty = empty
        return request
    }
}
