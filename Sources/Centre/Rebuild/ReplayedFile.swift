import Bags
import Programme
import Store

/// A file that an earlier drain took, with what was said of it then.
struct ReplayedFile {
    let zip: String
    let name: String
    let folder: OfficeCode?
    let outcome: BatchRecord.Outcome
    let claim: Int
    private let line: Journal.File

    init(_ line: Journal.File, claim: Int) {
        self.line = line
        self.claim = claim
        zip = line.zip
        name = line.name
        folder = line.folder.flatMap { OfficeCode($0) }
        outcome = BatchRecord.Outcome(rawValue: line.outcome) ?? .quarantined
    }

    /// What the centre made of the file at its gate. The bytes are judged again, all but the signature: of that, what the journal says is true.
    func admission(from path: String, _ gate: Gate) throws -> Admission {
        let source = Source(archived: path, name: name, folder: folder, claim: claim)
        guard try Digest(ofFileAt: path).description == zip else {
            throw Replay.Obstacle(
                english: "\(path) no longer has the bytes that were taken (SHA-256 \(zip)): restore it from a backup",
                chinese: "\(path) 的内容已不是当时接收的文件（SHA-256 \(zip)）：请从备份恢复"
            )
        }
        switch try gate.admit(source, trusting: true) {
        case .notWhole(let state):
            throw Replay.Obstacle(
                english: "\(path) was taken, and this version does not find it whole (\(state)): use the version that took it",
                chinese: "\(path) 当时已接收，本版本却认为不完整（\(state.chinese)）：请使用当时的版本"
            )
        case .refused(var refused):
            // Its own words then, and whose it was known to be then.
            refused.refusal = line.reason ?? refused.refusal
            if line.batch == nil { refused.header = nil }
            if line.digest == nil { refused.digest = nil }
            refused.office = line.signer.flatMap { OfficeCode($0) } ?? refused.header?.identity.office
            refused.isWellSigned = line.isWellSigned
            return .refused(refused)
        case .batch(var batch):
            if outcome == .quarantined, let refusal = signatureRefusal { return .refused(refused(batch, refusal)) }
            batch.isWellSigned = line.isWellSigned
            return .batch(batch)
        }
    }

    /// Why the signature was refused, where it was. Refusals of another kind are found again in the bytes.
    private var signatureRefusal: Refusal? {
        guard let code = line.refusal, code.hasPrefix("SIGN-") else { return nil }
        return line.reason
            ?? Refusal(
                code: code,
                section: 3,
                english: "\(code): as the journal says; an earlier version kept no more of the reason",
                chinese: "签名未被接受（原因编号 \(code)，早期版本未保存详情）",
                fix: "请核对签名所用密钥后重新报送。"
            )
    }

    private func refused(_ batch: Admission.Admitted, _ refusal: Refusal) -> Admission.Refused {
        Admission.Refused(
            file: batch.file,
            zip: batch.zip,
            bytes: batch.bytes,
            refusal: refusal,
            header: line.batch == nil ? nil : batch.header,
            office: line.signer.flatMap { OfficeCode($0) },
            digest: line.digest == nil ? nil : batch.digest,
            isWellSigned: line.isWellSigned
        )
    }
}
