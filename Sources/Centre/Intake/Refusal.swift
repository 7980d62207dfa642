import Bags
import Records

/// Why a file can never be taken, in words for the office, the operator and the log.
struct Refusal: Codable, Sendable {
    /// The stable name of the reason, such as `BAG-DIGEST`.
    let code: String
    /// Where the exchange format says so, such as `交换格式§2`.
    let article: String
    /// For the log.
    let english: String
    /// For the office.
    let chinese: String
    /// What the office does so that the next copy is taken.
    let fix: String

    init(code: String, section: Int, english: String, chinese: String, fix: String) {
        self.code = code
        article = "交换格式§\(section)"
        self.english = english
        self.chinese = chinese
        self.fix = fix
    }

    init(_ refusal: BagRefusal) {
        code = refusal.code.rawValue
        article = refusal.code.article
        english = refusal.description
        chinese = [refusal.file.map { "\($0)：" }, refusal.line.map { "第 \($0) 行：" }].compactMap(\.self).joined() + refusal.chinese
        fix = refusal.fixChinese
    }

    init(_ fault: BatchTables.Fault) {
        code = fault.finding.rule
        article = fault.finding.article
        english = "\(fault.finding.rule) \(fault.file): \(fault.english)"
        chinese = fault.finding.reason.contains(fault.file) ? fault.finding.reason : "\(fault.file)：\(fault.finding.reason)"
        fix = fault.finding.fix
    }

    /// For a receipt: `BAG-DIGEST（交换格式§2）…。…`.
    var receipt: String {
        let end = chinese.hasSuffix("。") ? "" : "。"
        return "\(code)（\(article)）\(chinese)\(end)\(fix)"
    }
}
