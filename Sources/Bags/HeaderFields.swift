import Programme

/// Reads the fields of one family (`Batch-…` or `Bundle-…`) from bag-info.txt; each fault names the field and shows a right value.
struct HeaderFields {
    static let profileLabel = "BagIt-Profile-Identifier"

    private let info: BagInfo

    /// - Throws: `BAG-PROFILE` where the bag is of another kind, `BAG-FIELD-REPEATED` where a field of the family stands twice.
    init(_ info: BagInfo, profile: String, family: String) throws(BagRefusal) {
        self.info = info
        let profiles = info.values(of: HeaderFields.profileLabel)
        guard profiles == [profile] else {
            let stated = profiles.joined(separator: ", ").excerpt
            throw BagRefusal(
                .profile,
                file: BagInfo.fileName,
                "\(HeaderFields.profileLabel) is '\(stated)', not \(profile)",
                "\(HeaderFields.profileLabel) 写为“\(stated)”，应为 \(profile)"
            )
        }
        let prefix = family.utf8.map(\.asciiLowered)
        var seen = Set<[UInt8]>()
        for field in info.fields where field.key.starts(with: prefix) {
            guard seen.insert(field.key).inserted else {
                throw BagRefusal(.fieldRepeated, file: BagInfo.fileName, "\(field.label.excerpt) stands twice", "字段 \(field.label.excerpt) 重复")
            }
        }
    }

    /// The value of a field, or `nil` where it is absent.
    func optional<Value>(_ label: String, example: String, _ parse: (String) -> Value?) throws(BagRefusal) -> Value? {
        guard let text = info.values(of: label).first else { return nil }
        guard let value = parse(text) else { throw wrong(label, text, example: example) }
        return value
    }

    /// The value of a field that must be there.
    func required<Value>(_ label: String, example: String, _ parse: (String) -> Value?) throws(BagRefusal) -> Value {
        guard let value = try optional(label, example: example, parse) else {
            throw BagRefusal(
                .fieldMissing,
                file: BagInfo.fileName,
                "\(label) is missing; an example: '\(label): \(example)'",
                "缺少字段 \(label)，例如“\(label): \(example)”"
            )
        }
        return value
    }

    /// The refusal of a value that is wrong by itself or beside another.
    func wrong(_ label: String, _ text: String, example: String) -> BagRefusal {
        BagRefusal(
            .fieldValue,
            file: BagInfo.fileName,
            "\(label) is '\(text.excerpt)', not a value such as '\(example)'",
            "字段 \(label) 写为“\(text.excerpt)”，应形如“\(example)”"
        )
    }

    /// Reads a whole number of at most nine digits.
    static func number(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Reads the digest of the predecessor: `.some(nil)` is `none`.
    static func previous(_ text: String) -> Digest?? {
        if text == "none" { return .some(nil) }
        guard let digest = Digest(hex: text) else { return nil }
        return .some(digest)
    }

    /// Sequence 1 has no predecessor, and only sequence 1 has none.
    func checkPrevious(_ label: String, _ previous: Digest?, sequence: Int) throws(BagRefusal) {
        guard (previous == nil) == (sequence == 1) else {
            let example = sequence == 1 ? "none" : String(repeating: "0", count: 63) + "1"
            throw wrong(label, previous?.description ?? "none", example: example)
        }
    }
}
