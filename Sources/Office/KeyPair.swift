public import Bags
import FileCalls
import Glibc
public import Programme

/// A new Ed25519 key pair in OpenSSH's files.
public struct KeyPair: Sendable {
    public let key: SSHPrivateKey
    public let office: OfficeCode

    /// A new key of an office.
    ///
    /// - Parameter comment: what the files carry for people; one line.
    /// - Throws: ``OfficeError`` for a comment that would not stay in its line.
    public init(office: OfficeCode, comment: String) throws {
        guard comment.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw OfficeError(.usage, "the comment must be one line without control characters", "备注应为一行，不含控制字符")
        }
        self.office = office
        key = SSHPrivateKey(generatingWithComment: comment)
    }

    /// The line by which the centre's `config/allowed_signers` lets the key sign for its office.
    public var allowedSignersLine: String {
        // The centre signs bundles too.
        let namespaces = office == .centre ? "\(BatchHeader.namespace),\(BundleHeader.namespace)" : BatchHeader.namespace
        return "\(office) namespaces=\"\(namespaces)\" \(key.publicLine)"
    }

    /// Writes the private key (mode 0600) to `path` and the public key to `path.pub`.
    ///
    /// - Throws: ``OfficeError`` where one of them exists, ``FileFailure`` where one cannot be written.
    public func write(to path: String) throws {
        for file in [path, path + ".pub"] where FileBytes.exists(file) {
            throw OfficeError(
                .cannotCreate,
                "\(file) exists already, and a key is never overwritten; choose another name",
                "\(file) 已存在，密钥不会被覆盖，请换一个文件名"
            )
        }
        try KeyPair.create(path, key.openSSH, mode: 0o600)
        try KeyPair.create(path + ".pub", Array(key.publicLine.utf8), mode: 0o644)
        try DurableFile.syncFolder(DurableFile.folder(of: path))
    }

    /// Reads a private key.
    ///
    /// - Throws: ``KeyFileError`` that says what the file is instead, ``FileFailure`` where it cannot be read.
    public static func read(_ path: String) throws -> SSHPrivateKey {
        guard let text = try FileBytes.read(path, limit: 1 << 16) else { throw FileFailure("open", path: path, errorNumber: ENOENT) }
        return try SSHPrivateKey(openSSH: text)
    }

    private static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws {
        let descriptor = Files.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileFailure("create", path: path) }
        defer { close(descriptor) }
        try FileBytes.write(bytes, to: descriptor, path: path)
        guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: path) }
    }
}
