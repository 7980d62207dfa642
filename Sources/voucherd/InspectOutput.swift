import Bags
import Office

/// An inspection for people, English and Chinese.
struct InspectText {
    let text: String

    init(_ inspection: Inspection) {
        var lines = [inspection.file, InspectText.verdict(of: inspection)]
        lines += inspection.problems.flatMap(InspectText.lines)
        lines += inspection.fields.map { "  \($0.label): \($0.value)" }
        if let digest = inspection.digest { lines.append("Tag manifest · 标签清单摘要: \(digest)") }
        if let signature = inspection.signature { lines.append(InspectText.line(signature)) }
        if !inspection.payload.isEmpty { lines.append("Payload · 内容: \(inspection.payload.count)") }
        lines += inspection.payload.map { entry in
            let rows = entry.rows.map { "，\($0) rows · 行" } ?? ""
            return "  \(entry.path)  \(entry.size) bytes\(rows)\(entry.encoding.map { "，\($0)" } ?? "")"
        }
        text = lines.joined(separator: "\n")
    }

    private static func verdict(of inspection: Inspection) -> String {
        switch inspection.verdict {
        case .acceptable:
            "\(inspection.kind == .bundle ? "A whole, well-formed bundle · 决定包完整、合格式" : "A whole, well-formed batch · 批次完整、合格式")"
        case .notWhole(let state): "Not whole, it would wait: \(state)\n不完整，将等待：\(state.chinese)"
        case .refused: "It would be refused · 将被隔离"
        }
    }

    private static func lines(_ problem: Inspection.Problem) -> [String] {
        let place = [problem.file, problem.line.map { "line \($0)" }].compactMap(\.self).joined(separator: " ")
        return [
            "  \(problem.code) \(place.isEmpty ? "" : "\(place): ")\(problem.english) [\(problem.article)]",
            "    \(problem.chinese)。\(problem.fix)",
        ]
    }

    private static func line(_ signature: Inspection.Signature) -> String {
        switch signature {
        case .missing: "Signature · 签名: none · 无"
        case .unchecked(let fingerprint, true): "Signature · 签名: fits its key \(fingerprint); whose key, not looked up · 与密钥相符，未核对密钥归属"
        case .unchecked(let fingerprint, false): "Signature · 签名: does not fit its key \(fingerprint) · 与密钥不符"
        case .good(let fingerprint): "Signature · 签名: good · 有效 \(fingerprint)"
        case .refused: "Signature · 签名: refused · 无效"
        }
    }
}

/// An inspection for programs.
struct InspectJSON: Encodable {
    struct Field: Encodable {
        let label: String
        let value: String
    }

    struct Signature: Encodable {
        /// good, unchecked, bad, missing or refused.
        let verdict: String
        let key: String?
    }

    struct Waiting: Encodable {
        let bytes: Int64
        let bytesPresent: Int64
        let english: String
        let chinese: String
    }

    let version = 1
    let file: String
    /// acceptable, waits or refused.
    let verdict: String
    let waiting: Waiting?
    let kind: Inspection.Kind?
    let fields: [Field]
    let digest: String?
    let signature: Signature?
    let payload: [Inspection.Entry]
    let problems: [Inspection.Problem]

    init(_ inspection: Inspection) {
        file = inspection.file
        switch inspection.verdict {
        case .acceptable: (verdict, waiting) = ("acceptable", nil)
        case .refused: (verdict, waiting) = ("refused", nil)
        case .notWhole(let state):
            verdict = "waits"
            waiting = Waiting(bytes: state.bytes, bytesPresent: state.bytesPresent, english: state.description, chinese: state.chinese)
        }
        kind = inspection.kind
        fields = inspection.fields.map { Field(label: $0.label, value: $0.value) }
        digest = inspection.digest
        signature = inspection.signature.map(InspectJSON.signature)
        payload = inspection.payload
        problems = inspection.problems
    }

    private static func signature(_ signature: Inspection.Signature) -> Signature {
        switch signature {
        case .missing: Signature(verdict: "missing", key: nil)
        case .unchecked(let fingerprint, let fits): Signature(verdict: fits ? "unchecked" : "bad", key: fingerprint)
        case .good(let fingerprint): Signature(verdict: "good", key: fingerprint)
        case .refused: Signature(verdict: "refused", key: nil)
        }
    }
}
