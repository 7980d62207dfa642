/// The fields of bag-info.txt in their order, repeated ones kept (RFC 8493, section 2.2.2).
public struct BagInfo: Sendable, Equatable {
    /// The name of the file.
    public static let fileName = "bag-info.txt"

    /// A label and its value.
    public struct Field: Sendable, Equatable {
        public let label: String
        public let value: String

        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    public let fields: [Field]

    public init(fields: [Field]) {
        self.fields = fields
    }

    /// Reads the file's bytes. A line that begins with a blank continues the value before it.
    ///
    /// - Throws: ``BagError/refused(_:)`` with `BAG-INFO-LINE` and the line's number.
    public init(_ bytes: [UInt8]) throws(BagError) {
        let (fields, fault) = BagInfo.read(try TagText(bytes, file: BagInfo.fileName, code: .infoLine))
        if let fault {
            throw .refused(.infoLine, file: BagInfo.fileName, line: fault, "the line is not 'Label: value'", "该行不是“字段: 值”的格式")
        }
        self.fields = fields
    }

    /// Reads what can be read of a file that is refused: a line that is no field says nothing.
    init(lenient bytes: [UInt8]) {
        fields = BagInfo.read(TagText(lenient: bytes)).fields
    }

    /// The fields, and the number of the first line that is none.
    private static func read(_ text: TagText) -> (fields: [Field], fault: Int?) {
        var fields: [Field] = []
        var fault: Int?
        var isContinuable = false
        for (number, line) in text.lines {
            let value = String(decoding: line.trimmed, as: UTF8.self)
            if value.isEmpty { continue }
            if line.first?.isBlank == true, isContinuable, let last = fields.popLast() {
                fields.append(Field(last.label, last.value.isEmpty ? value : "\(last.value) \(value)"))
                continue
            }
            let colon = line.firstIndex(of: UInt8(ascii: ":"))
            isContinuable = false
            guard let colon, colon > line.startIndex, line.first?.isBlank == false, !line[colon - 1].isBlank else {
                fault = fault ?? number
                continue
            }
            isContinuable = true
            let label = String(decoding: line[..<colon], as: UTF8.self)
            fields.append(Field(label, String(decoding: line[(colon + 1)...].trimmed, as: UTF8.self)))
        }
        return (fields, fault)
    }

    /// The values of a label, whatever its case.
    public func values(of label: String) -> [String] {
        let wanted = label.lowercased()
        return fields.filter { $0.label.lowercased() == wanted }.map(\.value)
    }

    /// The file's bytes: a line a field.
    public var bytes: [UInt8] {
        Array(fields.map { "\($0.label): \($0.value)\n" }.joined().utf8)
    }
}
