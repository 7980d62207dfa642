import ArgumentParser
import Office

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Take in bundles of the centre and say what needs doing.",
        discussion: """
            Verifies each bundle, unpacks it beside the office's tables (410305-D-000017/, whose index.html opens in any browser), notes it in \
            .voucherd-office.json so that the next batch acknowledges it, and lists the rows that need action with the reason and the fix.

            What other offices changed is merged into the office's tables, group by group: what only they changed is taken, what only the clerk \
            changed stays, and where both changed the same the row stays as the clerk has it and is listed with both values. Records that the \
            office only reads are in reference/. Close the tables in the spreadsheet first.

            Give --allowed-signers with the centre's key, else anybody could have made the bundle. Bundles are opened in their order; one that \
            was opened before is shown again and changes nothing.

            EXAMPLE
              voucherd open 410305-D-000017.zip --allowed-signers centre_signers --office-dir ~/410305
            """
    )

    @Argument(help: "The bundles, in any order.", completion: .file(extensions: ["zip"]))
    var bundles: [String]

    @Option(help: ArgumentHelp("The office's folder.", valueName: "dir"), completion: .directory)
    var officeDir = "."

    @OptionGroup var trustOptions: TrustOptions

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        var isFirst = true
        try BundleOpening(officeFolder: officeDir, trust: trustOptions.trust()).open(bundles) { opened in
            if opened.signer == nil, isFirst {
                Terminal.warn("the signature was not verified: no --allowed-signers", "未核验签名：没有给出 --allowed-signers")
            }
            switch format {
            case .text: Terminal.print((isFirst ? "" : "\n") + OpenText(opened).text)
            case .json: try Terminal.printJSON(OpenJSON(opened))
            }
            isFirst = false
        }
    }
}
