/// What a column's cells may hold (exchange format, section 4).
public enum Format: Sendable, Hashable {
    /// A unified social credit code with its check character.
    case uscc
    /// An office code, a hyphen, and 1 to 48 letters, digits, `.`, `_` or `-`.
    case id
    case office
    /// Text of that many Unicode scalars.
    case text(ClosedRange<Int>)
    /// Text that matches a pattern of the small language that ``CodePattern`` reads.
    case code(String)
    /// One of these words.
    case enumeration([String])
    /// Some of these words, sorted, each once, separated by `;`.
    case set([String])
    /// Texts in order, separated by `;`.
    case textList
    /// Keys of records of a type, in order, separated by `;`.
    case referenceList(String)
    case integer(ClosedRange<Int64>)
    case decimal(ClosedRange<Int64>)
    /// Yuan with at most two places; kept in fen.
    case yuan
    case date
    case instant
    case bool
    /// A payload path below `data/`.
    case path
    /// The key of a record of a type; the record may arrive later.
    case reference(String)

    /// The longest element of a list, in Unicode scalars.
    static let longestElement = 200

    /// The format in the words of the exchange format, such as `text:2-100`.
    public var notation: String {
        switch self {
        case .uscc: "uscc"
        case .id: "id"
        case .office: "office"
        case .text(let lengths): "text:\(lengths.lowerBound)-\(lengths.upperBound)"
        case .code(let pattern): "code:\(pattern)"
        case .enumeration(let words): "enum:\(words.joined(separator: "|"))"
        case .set(let words): "set:\(words.joined(separator: "|"))"
        case .textList: "list:text"
        case .referenceList(let type): "list:ref:\(type)"
        case .integer(let range): "int:\(range.lowerBound)-\(range.upperBound)"
        case .decimal(let range): "decimal:\(range.lowerBound)-\(range.upperBound)"
        case .yuan: "yuan"
        case .date: "date"
        case .instant: "instant"
        case .bool: "bool"
        case .path: "path"
        case .reference(let type): "ref:\(type)"
        }
    }

    /// The type whose records the cell names, if it names any.
    public var referencedType: String? {
        switch self {
        case .reference(let type), .referenceList(let type): type
        default: nil
        }
    }

    /// Whether cells are kept as whole numbers.
    public var isInteger: Bool {
        switch self {
        case .integer, .yuan, .bool: true
        default: false
        }
    }

    /// Whether cells are free text, which a spreadsheet could take for a formula.
    public var isFreeText: Bool {
        switch self {
        case .text, .textList: true
        default: false
        }
    }
}
