import Bags
import Programme

/// Whether what is signed will be believed: the centre's own key, and those of the offices.
enum KeyChecks {
    static let all = [Doctor.Check("own_key", ownKey), Doctor.Check("office_keys", officeKeys)]

    /// Before this long, an office is asked for its next key.
    static let notice = 30

    private static func ownKey(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let key = centre.key.value, let signers = centre.allowedSigners.value, let revoked = centre.revokedKeys.value else { return [] }
        let print = key.publicKey.fingerprint
        if revoked.contains(key.publicKey) {
            return [
                .failure(
                    name,
                    "the centre's key \(print) is in revoked_keys: operators' commands are refused, and offices should not believe bundles",
                    "中心密钥 \(print) 已列入吊销清单，操作命令会被拒绝",
                    do: "make a new key with 'voucherd keygen' and tell every office its fingerprint",
                    "用 voucherd keygen 生成新密钥，并将指纹告知各单位"
                )
            ]
        }
        let listed = signers.fingerprints(of: .centre)
        if !listed.isEmpty, !listed.contains(print) {
            return [
                .warning(
                    name,
                    "allowed_signers lists another key for \(OfficeCode.centre) than config/centre_key (\(print))",
                    "allowed_signers 中 \(OfficeCode.centre) 的公钥与 config/centre_key（\(print)）不一致",
                    do: "put back the key that offices know, or correct the line",
                    "请换回各单位已登记的密钥，或更正该行"
                )
            ]
        }
        let ours = signers.keys(of: .centre, namespace: BatchHeader.namespace).filter { $0.key == key.publicKey }
        if !listed.isEmpty, !ours.contains(where: { $0.isValid(at: centre.instant) }) {
            return [
                .warning(
                    name,
                    "the line of allowed_signers for the centre's key \(print) does not let it sign batches now: operators' commands are refused",
                    "allowed_signers 中中心密钥 \(print) 目前不得签署批次，操作命令会被拒绝",
                    do: "correct namespaces and valid-before of that line",
                    "请更正该行的 namespaces 与 valid-before"
                )
            ]
        }
        return [.ok(name, "the centre signs with \(print)", "中心签名密钥 \(print)")]
    }

    /// Offices that could not send a batch today, and those that soon could not.
    private static func officeKeys(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let offices = centre.offices.value, let signers = centre.allowedSigners.value, let revoked = centre.revokedKeys.value else { return [] }
        if centre.settings.value?.intake.signatures == .optional {
            return [
                .warning(
                    name,
                    "intake.signatures is 'optional': anybody who can write to the inbox can send in an office's name",
                    "intake.signatures 为 optional：能写入收件夹者即可冒名报送",
                    do: "set it to 'required' once every office has a key",
                    "各单位均有密钥后请改为 required"
                )
            ]
        }
        let soon = Instant(seconds: centre.instant.seconds + Int64(notice) * 86_400)
        var without: [String] = []
        var ending: [String] = []
        for office in offices.all where office.isActive && office.code != .centre {
            let keys = signers.keys(of: office.code, namespace: BatchHeader.namespace).filter { !revoked.contains($0.key) }
            if !keys.contains(where: { $0.isValid(at: centre.instant) }) {
                without.append(office.code.description)
            } else if !keys.contains(where: { $0.isValid(at: soon) }) {
                ending.append(office.code.description)
            }
        }
        var found: [Diagnosis] = []
        if !without.isEmpty {
            found.append(
                .warning(
                    name,
                    "no key that is valid now and not revoked: \(without.joined(separator: " ")); their batches are quarantined",
                    "下列单位没有现行有效的公钥，其批次会被隔离：\(without.joined(separator: "、"))",
                    do: "add a line for each to config/allowed_signers, after comparing the fingerprint by telephone",
                    "电话核对指纹后，在 config/allowed_signers 中各加一行"
                )
            )
        }
        if !ending.isEmpty {
            found.append(
                .warning(
                    name,
                    "keys that end within \(notice) days: \(ending.joined(separator: " "))",
                    "下列单位的公钥将在 \(notice) 天内到期：\(ending.joined(separator: "、"))",
                    do: "ask for the next key now, and add its line beside the old one",
                    "请尽早索取新公钥，与旧行并列登记"
                )
            )
        }
        return found.isEmpty ? [.ok(name, "every active office has a key that is valid now", "各在用单位均有有效公钥")] : found
    }
}
