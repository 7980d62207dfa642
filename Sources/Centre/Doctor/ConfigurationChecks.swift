/// Whether each file of `config/` can be read and used.
enum ConfigurationChecks {
    static let all = [
        Doctor.Check("settings") { name, centre in told(name, centre.settings, "voucherd.yaml", "设置") },
        Doctor.Check("programme") { name, centre in told(name, centre.programme, "programme.yaml", "办法参数文件") },
        Doctor.Check("offices") { name, centre in told(name, centre.offices, "offices.yaml", "单位名录") },
        Doctor.Check("workdays") { name, centre in told(name, centre.workdays, "workdays.csv", "工作日文件") },
        Doctor.Check("allowed_signers") { name, centre in told(name, centre.allowedSigners, "allowed_signers", "签名公钥名录") },
        Doctor.Check("revoked_keys") { name, centre in told(name, centre.revokedKeys, "revoked_keys", "吊销密钥清单") },
        Doctor.Check("centre_key") { name, centre in told(name, centre.key, "centre_key", "中心私钥") },
    ]

    /// The error says itself what to do.
    private static func told<Value>(_ name: String, _ result: Result<Value, ConfigurationError>, _ file: String, _ chinese: String) -> [Diagnosis] {
        switch result {
        case .success: [.ok(name, "config/\(file) is in order", "\(chinese)无误")]
        case .failure(let error):
            [
                .failure(
                    name,
                    error.place + error.english,
                    error.chinese,
                    do: "mend it as it says; the daemon does not start before",
                    "请按提示更正；更正前守护进程无法启动"
                )
            ]
        }
    }
}

extension ConfigurationError {
    /// `config/voucherd.yaml, line 12, intake.signatures: `.
    fileprivate var place: String {
        file + (line.map { ", line \($0)" } ?? "") + (key.map { ", \($0)" } ?? "") + ": "
    }
}
