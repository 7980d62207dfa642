import Records

/// What makes two claims touch: an identity of an invoice, of a file, or of a platform order, in one spelling.
public enum SharedIdentity {
    /// The identities of a record: an invoice on paper and in digits has two (数电纸质票), evidence has its digest, a contract its order.
    public static func identities(of record: CaseRecord) -> [(kind: SharedUse.Kind, identity: String)] {
        switch record.key.type {
        case .invoice:
            let eNumber = record["e_number"]?.text.map { "invoice:\($0)" }
            let paper = record["number"]?.text.map { "invoice:\(record["code"]?.text ?? "")/\($0)" }
            return [eNumber, paper].compactMap { identity in identity.map { (.invoice, $0) } }
        case .evidence:
            return record.digest.map { [(.evidence, "evidence:\($0)")] } ?? []
        case .contract:
            guard let order = record["platform_order_no"]?.text else { return [] }
            return [(.order, "order:\(record["platform_uscc"]?.text ?? "")/\(order)")]
        default:
            return []
        }
    }
}
