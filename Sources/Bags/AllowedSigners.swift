public import Programme

/// Who may sign as which office: OpenSSH's allowed_signers file (ssh-keygen, ALLOWED SIGNERS), the principal being the office code.
///
///     410305 namespaces="voucherd-batch",valid-before="20270101" ssh-ed25519 AAAA… district office
///
/// Stricter than ssh-keygen: a file with one line that cannot be read is refused whole, and so are certificate authorities and keys that are not
/// Ed25519. Times without `Z` are Luoyang's.
public struct AllowedSigners: Sendable, Equatable {
    /// One line.
    struct Signer: Sendable, Equatable {
        let principals: PatternList
        let options: AllowedSignerOptions
        let key: SSHPublicKey
    }

    let signers: [Signer]

    /// Reads the file's text.
    ///
    /// - Throws: ``KeyFileError`` that names the line.
    public init(_ text: [UInt8]) throws(KeyFileError) {
        var signers: [Signer] = []
        for (number, line) in try KeyLines(text).lines {
            signers.append(try AllowedSigners.signer(line, number))
        }
        self.signers = signers
    }

    /// The fingerprints of the keys that may sign as an office, in the order of the file, whatever their namespaces and times.
    public func fingerprints(of office: OfficeCode) -> [String] {
        signers.filter { $0.principals.matches(office.description) }.map(\.key.fingerprint)
    }

    private static func signer(_ line: ArraySlice<UInt8>, _ number: Int) throws(KeyFileError) -> Signer {
        var rest = line
        guard let principals = KeyLines.takePrincipals(&rest), !PatternList(principals).isEmpty else {
            throw KeyFileError(line: number, "the line does not begin with principals", "该行开头不是主体（单位代码）")
        }
        var options = AllowedSignerOptions()
        if !rest.starts(with: SSHPublicKey.type.utf8) {
            options = try AllowedSignerOptions(parsing: &rest, line: number)
            rest = rest.drop(while: \.isBlank)
        }
        guard let key = SSHPublicKey(String(decoding: rest, as: UTF8.self)) else {
            throw KeyFileError(line: number, "the line holds no Ed25519 public key where one is due", "该行应有 Ed25519 公钥之处没有公钥")
        }
        return Signer(principals: PatternList(principals), options: options, key: key)
    }
}
