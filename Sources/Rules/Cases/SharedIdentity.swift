import Records

/// What makes two claims touch: an identity of an invoice, of a file, or of a platform order, in one spelling.
public enum SharedIdentity {
    /// The identities of a record: an invoice on paper and in digits has two (数电纸质票), evidence has its digest, a contract its order.
    ///
    /// An invoice also has its likeness, for those that are known by numbers of different kinds and cannot be compared by them.
    public static func identities(of record: CaseRecord) -> [(kind: SharedUse.Kind, identity: String)] {
        switch record.key.type {
        case .invoice:
            let eNumber = record["e_number"]?.text.map { "invoice:\($0)" }
            let paper = record["number"]?.text.map { "invoice:\(record["code"]?.text ?? "")/\($0)" }
            let numbers = [eNumber, paper].compactMap { identity in identity.map { (SharedUse.Kind.invoice, $0) } }
            return numbers + [likeness(of: record)].compactMap { identity in identity.map { (.invoiceLike, $0) } }
        case .evidence:
            return record.digest.map { [(.evidence, "evidence:\($0)")] } ?? []
        case .contract:
            guard let order = record["platform_order_no"]?.text else { return [] }
            return [(.order, "order:\(record["platform_uscc"]?.text ?? "")/\(order)")]
        default:
            return []
        }
    }

    private static func likeness(of invoice: CaseRecord) -> String? {
        guard let seller = invoice["seller_uscc"]?.text, let buyer = invoice["buyer_uscc"]?.text, let day = invoice["issued_on"]?.text,
            let gross = invoice["gross"]?.integer, invoice["red_letter_of"] == nil
        else { return nil }
        return "invoice-like:\(seller)/\(buyer)/\(day)/\(gross)"
    }
}

/// The kinds of number that an invoice row gives. Invoices that have one in common are compared by it; others can only be alike.
public struct InvoiceNumbering: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The twenty digits (数电发票号码).
    public static let digits = InvoiceNumbering(rawValue: 1)
    /// Code and number.
    public static let paper = InvoiceNumbering(rawValue: 2)
    /// A number without its code.
    public static let numberAlone = InvoiceNumbering(rawValue: 4)

    public init(of invoice: CaseRecord) {
        self = invoice["e_number"] == nil ? [] : .digits
        if invoice["number"] != nil { insert(invoice["code"] == nil ? .numberAlone : .paper) }
    }
}
