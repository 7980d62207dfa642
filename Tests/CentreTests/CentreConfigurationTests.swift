import Bags
import Centre
import Foundation
import Programme
import TestSupport
import Testing

@Suite("The configuration of a centre") struct CentreConfigurationTests {
    private let place: TemporaryRoot
    private let key = SSHPrivateKey(generatingWithComment: "410300")

    init() throws {
        place = try TemporaryRoot()
        let shipped = URL(filePath: Repository.configuration)
        for name in ["voucherd.yaml", "offices.yaml", "workdays.csv", "programme.yaml", "revoked_keys"] {
            try place.write(String(contentsOf: shipped.appending(path: name), encoding: .utf8), to: "config/\(name)")
        }
        try place.write("410300 \(key.publicLine)", to: "config/allowed_signers")
        try place.write(String(decoding: key.openSSH, as: UTF8.self), to: "config/centre_key", mode: 0o600)
    }

    private func load() async throws -> CentreConfiguration { try await CentreConfiguration.load(place.root, environment: [:]) }

    private func refusal() async throws -> ConfigurationError {
        let error = await #expect(throws: ConfigurationError.self) { _ = try await load() }
        return try #require(error)
    }

    @Test("a copy of the shipped config with one's own keys is a working centre")
    func copy() async throws {
        let configuration = try await load()
        #expect(configuration.settings == Settings())
        #expect(configuration.offices.all.count == 17)
        #expect(configuration.key.publicKey == key.publicKey)
        #expect(configuration.allowedSigners.fingerprints(of: .centre) == [key.publicKey.fingerprint])
        #expect(configuration.programmeName.contains(" sha256:\(configuration.programme.digest)"))
    }

    @Test("a private key that others can read is refused, with the command that mends it")
    func openKey() async throws {
        try place.write(String(decoding: key.openSSH, as: UTF8.self), to: "config/centre_key", mode: 0o640)
        let error = try await refusal()
        #expect(error.english.contains("mode 0640"))
        #expect(error.english.contains("chmod 600 \(place.path("config/centre_key"))"))
        #expect(error.chinese.contains("chmod 600"))
    }

    @Test("a missing private key is told with the command that makes one")
    func noKey() async throws {
        try FileManager.default.removeItem(atPath: place.path("config/centre_key"))
        #expect(try await refusal().english.contains("voucherd keygen"))
    }

    @Test("a line of allowed_signers, revoked_keys or workdays.csv that cannot be read is named")
    func badLines() async throws {
        try place.write("# keys\nnonsense\n", to: "config/revoked_keys")
        #expect(try await refusal().line == 2)
        try place.write("410300 ssh-rsa AAAA\n", to: "config/allowed_signers")
        #expect(try await refusal().file.hasSuffix("allowed_signers"))
        try place.write("date,is_workday\n2026-02-30,1\n", to: "config/workdays.csv")
        #expect(try await refusal().description.contains("line 2"))
    }

    @Test("a file that is missing is named", arguments: ["offices.yaml", "workdays.csv", "programme.yaml", "allowed_signers", "revoked_keys"])
    func missing(name: String) async throws {
        try FileManager.default.removeItem(atPath: place.path("config/\(name)"))
        #expect(try await refusal().file == place.path("config/\(name)"))
    }
}
