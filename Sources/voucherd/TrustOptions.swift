import ArgumentParser
import Office

/// Whose signatures count.
struct TrustOptions: ParsableArguments {
    @Option(help: ArgumentHelp("OpenSSH's allowed_signers file: who may sign as which office.", valueName: "file"))
    var allowedSigners: String?

    @Option(help: ArgumentHelp("Public keys that are refused always, one a line.", valueName: "file"))
    var revokedKeys: String?

    func validate() throws {
        if revokedKeys != nil, allowedSigners == nil { throw ValidationError("--revoked-keys needs --allowed-signers") }
    }

    /// What the files say; `nil` where none was given.
    func trust() throws -> Trust? {
        try allowedSigners.map { try Trust(allowedSigners: $0, revokedKeys: revokedKeys) }
    }
}
