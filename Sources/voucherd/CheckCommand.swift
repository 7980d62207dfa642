import ArgumentParser
import Centre
import Foundation
import Glibc
import Programme
import Records
import Store

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what the centre would make of batches, or of a changed programme, without doing it.",
        discussion: """
            With DIR, runs every zip of a folder through the same intake, merge and rules as the daemon, over the store of the data root, and \
            takes it all back. With --programme, judges every party and year of the store by that file instead of config/programme.yaml, and \
            lists what would be decided differently: what is TENTATIVE and would change, and what is FINAL and stands. Nothing is moved, \
            written or decided.

              voucherd check incoming/ --root /srv/voucherd
              voucherd check --programme programme-2027.yaml --root /srv/voucherd
            """
    )

    @Argument(help: ArgumentHelp("A zip, or a folder of zips.", valueName: "dir"))
    var path: String?

    @Option(help: ArgumentHelp("A changed programme file, to be judged by.", valueName: "file"))
    var programme: String?

    @OptionGroup var options: RootOptions

    @Option(help: ArgumentHelp("Act as if it were this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json (with --programme).")
    var format = OutputFormat.text

    func validate() throws {
        guard (path == nil) != (programme == nil) else { throw ValidationError("give either DIR or --programme / 请给出文件夹，或 --programme，二者取一") }
        if path != nil, format == .json { throw ValidationError("--format json goes with --programme") }
    }

    func run() async throws {
        let centre = try await options.centre()
        let instant = asOf?.instant ?? .now
        if let programme {
            let check = try centre.check(CentreConfiguration.programme(programme), at: instant)
            switch format {
            case .text: Terminal.print(ProgrammeCheckText(check).text)
            case .json: try Terminal.printJSON(ProgrammeCheckJSON(check))
            }
        } else if let path {
            try show(centre.preview(CheckCommand.zips(path), at: instant))
        }
    }

    private func show(_ preview: Centre.Preview) {
        for (path, state) in preview.notWhole { Terminal.print("NOT WHOLE  \(path)  \(state)") }
        for content in preview.contents {
            for batch in content.batches where batch.identity?.office == content.office || content.office == .centre { print(batch) }
            for row in content.rows where !row.findings.isEmpty {
                for finding in row.findings {
                    Terminal.print(
                        "  \(row.outcome.rawValue)  \(row.batch) \(row.file):\(row.line) \(row.key)  \(finding.rule) \(finding.article)  \(finding.reason)。\(finding.fix)"
                    )
                }
            }
        }
    }

    private func print(_ batch: BatchReceipt) {
        let counts = batch.counts.byOutcome.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
        let name = batch.identity?.description ?? batch.file
        Terminal.print("\(batch.outcome.rawValue)  \(name)  \(batch.counts.rows) rows\(counts.isEmpty ? "" : ": \(counts)")")
        if !batch.reason.isEmpty { Terminal.print("  \(batch.reason)") }
    }

    private static func zips(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure("\(path): no such file or folder / 找不到该文件或文件夹", exitCode: EX_NOINPUT)
        }
        guard isFolder.boolValue else { return [path] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.lowercased().hasSuffix(".zip") }.sorted()
        guard !names.isEmpty else { throw CommandFailure("\(path): no zip in this folder / 文件夹中没有 zip 压缩包", exitCode: EX_NOINPUT) }
        return names.map { "\(path)/\($0)" }
    }
}
