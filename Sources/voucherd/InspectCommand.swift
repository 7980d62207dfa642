import ArgumentParser
import Bags
import Glibc
import Office

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what is in a batch or bundle, or why it would be refused.",
        discussion: """
            Reads the whole zip as the centre does and changes nothing: whether it is whole, what it says of itself, whether its digests and \
            its signature hold, its files with their sizes, and for tables their rows. Whether its chain fits only the centre knows.

            Ends with 0 where the zip would be taken, 65 where it would be refused, 75 where it is not whole and would wait.

            EXAMPLE
              voucherd inspect inbox/410305-B-000031.zip --allowed-signers config/allowed_signers
            """
    )

    @Argument(help: "The zip.", completion: .file(extensions: ["zip"]))
    var zip: String

    @OptionGroup var trustOptions: TrustOptions

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let inspection = try Inspection(contentsOf: zip, trust: trustOptions.trust())
        switch format {
        case .text: Terminal.print(InspectText(inspection).text)
        case .json: try Terminal.printJSON(InspectJSON(inspection))
        }
        switch inspection.verdict {
        case .acceptable: break
        case .notWhole: throw ExitCode(EX_TEMPFAIL)
        case .refused: throw ExitCode(EX_DATAERR)
        }
    }
}
