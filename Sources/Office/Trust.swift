import Bags
import Glibc
import Programme

/// Whose signatures are believed: allowed_signers and the revoked keys.
public struct Trust: Sendable {
    private let signers: AllowedSigners
    private let revoked: RevokedKeys

    /// Reads the two files.
    ///
    /// - Throws: ``OfficeError`` that names the file and the line, ``FileFailure`` where one cannot be read.
    public init(allowedSigners path: String, revokedKeys revokedPath: String? = nil) throws {
        signers = try Trust.parse(path) { text throws(KeyFileError) in try AllowedSigners(text) }
        revoked = try revokedPath.map { path in try Trust.parse(path) { text throws(KeyFileError) in try RevokedKeys(text) } } ?? RevokedKeys()
    }

    /// Verifies a bag's signature.
    ///
    /// - Returns: the fingerprint of the key that signed.
    /// - Throws: ``BagRefusal`` with a `SIGN-…` code.
    func verify(_ tags: SignedTags, namespace: String, office: OfficeCode, at moment: Instant) throws(BagRefusal) -> String {
        try signers.verify(tags.signature, over: tags.tagManifest, namespace: namespace, office: office, at: moment, revoked: revoked).fingerprint
    }

    private static func parse<Value>(_ path: String, _ read: ([UInt8]) throws(KeyFileError) -> Value) throws -> Value {
        guard let text = try FileBytes.read(path, limit: 16 << 20) else { throw FileFailure("open", path: path, errorNumber: ENOENT) }
        do throws(KeyFileError) {
            return try read(text)
        } catch {
            let line = error.line.map { ":\($0)" } ?? ""
            throw OfficeError(.configuration, "\(path)\(line): \(error.english)", "\(path)\(error.line.map { " 第 \($0) 行" } ?? "")：\(error.chinese)")
        }
    }
}
