import ArgumentParser
import Office
import Programme

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make an Ed25519 key pair for signing batches or bundles.",
        discussion: """
            Writes OpenSSH's own files: the private key (mode 0600, never overwritten, never to leave the office) and FILE.pub. Prints the line \
            that the centre pastes into config/allowed_signers. `ssh-keygen -t ed25519 -N ""` makes as good a key.

            Without --office the key is the centre's own, config/centre_key, which signs bundles and the operator's batches.

            EXAMPLE
              voucherd keygen --office 410305 -f 410305_key
            """
    )

    @Option(help: "The office that will sign.")
    var office: OfficeCode = .centre

    @Option(name: [.customShort("f"), .long], help: "Where the private key goes. (default: centre_key, or OFFICE_key)")
    var file: String?

    @Option(help: "Words in the key files for people. (default: voucherd OFFICE)")
    var comment: String?

    func run() throws {
        let file = file ?? (office == .centre ? "centre_key" : "\(office)_key")
        let pair = try KeyPair(office: office, comment: comment ?? "voucherd \(office)")
        try pair.write(to: file)
        Terminal.print(pair.allowedSignersLine, terminator: "")
    }
}
