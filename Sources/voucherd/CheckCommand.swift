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
        abstract: "Say what the centre would make of batches, without taking them.",
        discussion: """
            Runs every zip of a folder through the same intake, merge and rules as the daemon, over the store of the data root, and takes it all
            back. Nothing is moved, written or decided.

              voucherd check incoming/ --root /srv/voucherd
            """
    )

    @Argument(help: ArgumentHelp("A zip, or a folder of zips.", valueName: "dir"))
    var path: String

    @OptionGroup var options: RootOptions

    @Option(help: ArgumentHelp("Act as if it were this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    func run() async throws {
        let files = try zips()
        let preview = try await options.centre().preview(files, at: asOf?.instant ?? .now)
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

    private func zips() throws -> [String] {
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
