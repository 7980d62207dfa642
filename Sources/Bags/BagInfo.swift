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

        /// The label as it is compared: byte by byte, whatever the case of its letters.
        var key: [UInt8] { label.utf8.map(\.asciiLowered) }
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
        // The value being read: a file of continuation lines alone must not be copied once a line.
        var label: String?
        var value: [UInt8] = []
        func finish() {
            if let label { fields.append(Field(label, String(decoding: value, as: UTF8.self))) }
            label = nil
        }
        for (number, line) in text.lines {
            let content = line.trimmed
            if content.isEmpty { continue }
            if line.first?.isBlank == true, label != nil {
                if !value.isEmpty { value.append(UInt8(ascii: " ")) }
                value += content
                continue
            }
            finish()
            let colon = line.firstIndex(of: UInt8(ascii: ":"))
            guard let colon, colon > line.startIndex, line.first?.isBlank == false, !line[colon - 1].isBlank else {
                fault = fault ?? number
                continue
            }
            label = String(decoding: line[..<colon], as: UTF8.self)
            value = Array(line[(colon + 1)...].trimmed)
        }
        finish()
        return (fields, fault)
    }

    /// The values of a label, whatever its case.
    public func values(of label: String) -> [String] {
        fields.filter { $0.label.utf8.elementsEqual(label.utf8) { $0.asciiLowered == $1.asciiLowered } }.map(\.value)
    }

    /// The file's bytes: a line a field.
    public var bytes: [UInt8] {
        Array(fields.map { "\($0.label): \($0.value)\n" }.joined().utf8)
    }
}

extension UInt8 {
    /// A capital letter of ASCII as a small one; any other byte as it is.
    var asciiLowered: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
