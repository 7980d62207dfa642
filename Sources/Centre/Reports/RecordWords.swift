import Records
import Rules
import Store

/// How a record is called among people: `需求方 洛阳启明精密仪器有限公司`, not its code alone.
struct RecordWords {
    let transaction: Transaction

    /// The record's type, its own name where it has one, the party that it belongs to, and its key.
    func words(for key: RecordKey) throws -> String {
        let values = try transaction.merged(key.type, key.key)
        func cell(_ column: String) -> String? { key.type.position(of: column) == nil ? nil : values?[column]?.text }
        var parts = [key.type.title]
        var owners = ""
        let ownName = ["legal_name", "name", "project_name", "title"].lazy.compactMap(cell).first
        if let ownName { parts.append("“\(ownName)”") }
        parts.append(key.key)
        if let party = cell("party_uscc"), let name = try transaction.merged(.party, party)?["legal_name"]?.text { owners += "（\(name)）" }
        if let claim = cell("claim_id") {
            let owner = try transaction.merged(.claim, claim)?["party_uscc"]?.text
            let name = try owner.flatMap { try transaction.merged(.party, $0)?["legal_name"]?.text }
            owners += "（兑付申请 \(claim)\(name.map { "，\($0)" } ?? "")）"
        }
        return parts.joined(separator: " ") + owners
    }
}
