import Bags
import Programme

/// The files of the configuration that differ from world to world.
enum SampleConfiguration {
    /// - Parameter silent: an office for which no decision waits.
    static func offices(_ offices: [SampleOffice], silent: SampleOffice? = nil) -> String {
        let centre = entry("410300", "洛阳市科技创新促进和情报研究中心（仿真）", "centre")
        return "# The offices of a sample world. 仿真环境的报送单位。\noffices:\n" + centre
            + offices.sorted { $0.code < $1.code }.map { entry("\($0.code)", $0.name, "district") }.joined()
            + (silent.map { entry("\($0.code)", $0.name, "district", isActive: false) } ?? "")
    }

    private static func entry(_ code: String, _ name: String, _ role: String, isActive: Bool = true) -> String {
        """
          - code: "\(code)"
            name: \(name)
            role: \(role)
            active: \(isActive)
            since: "2020-01-01T00:00:00+08:00"

        """
    }

    static func allowedSigners(_ keys: [(office: OfficeCode, key: SSHPrivateKey)]) -> String {
        let lines = keys.map { office, key in
            let namespaces = office == .centre ? "voucherd-batch,voucherd-bundle" : "voucherd-batch"
            return "\(office) namespaces=\"\(namespaces)\" \(key.publicLine)"
        }
        return "# Keys of a sample world, made from its seed: they protect nothing. 仿真密钥，由种子生成，不具保密性。\n" + lines.joined()
    }
}
