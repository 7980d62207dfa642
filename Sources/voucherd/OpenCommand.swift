import ArgumentParser
import Office

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Take in a bundle of the centre and say what needs doing.",
        discussion: """
            Verifies the bundle, unpacks it beside the office's tables (410305-D-000017/, whose index.html opens in any browser), notes it in \
            .voucherd-office.json so that the next batch acknowledges it, and lists the rows that need action with the reason and the fix.

            Give --allowed-signers with the centre's key, else anybody could have made the bundle. Bundles are opened in their order; one that \
            was opened before is shown again and changes nothing.

            EXAMPLE
              voucherd open 410305-D-000017.zip --allowed-signers centre_signers --office-dir ~/410305
            """
    )

    @Argument(help: "The bundle.", completion: .file(extensions: ["zip"]))
    var bundle: String

    @Option(help: ArgumentHelp("The office's folder.", valueName: "dir"), completion: .directory)
    var officeDir = "."

    @OptionGroup var trustOptions: TrustOptions

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let opened = try BundleOpening(officeFolder: officeDir, trust: trustOptions.trust()).open(bundle)
        if opened.signer == nil {
            Terminal.warn("the signature was not verified: no --allowed-signers", "未核验签名：没有给出 --allowed-signers")
        }
        switch format {
        case .text: Terminal.print(OpenText(opened).text)
        case .json: try Terminal.printJSON(OpenJSON(opened))
        }
    }
}
