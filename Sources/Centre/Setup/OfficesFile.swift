import Programme
import Records

extension Offices {
    /// Reads `offices.yaml`.
    ///
    /// - Throws: ``ConfigurationError`` that names the line and the key.
    public init(yaml text: String, file: String) throws(ConfigurationError) {
        let document = try YAMLMap(document: text, file: file)
        try document.refuseKeys(otherThan: ["offices"])
        var entries: [Entry] = []
        var lines: [OfficeCode: Int] = [:]
        for map in try document.maps("offices") {
            let entry = try Offices.entry(map)
            if let first = lines.updateValue(map.line, forKey: entry.code) {
                throw ConfigurationError(
                    file: file,
                    line: map.line,
                    key: "\(map.path).code",
                    english: "the office \(entry.code) is there twice, first on line \(first); keep one",
                    chinese: "单位 \(entry.code) 重复，首次出现在第 \(first) 行；请保留一个"
                )
            }
            entries.append(entry)
        }
        guard entries.contains(where: { $0.role == .centre }) else {
            throw ConfigurationError(
                file: file,
                key: "offices",
                english: "the centre is missing; add the office \(OfficeCode.centre) with the role centre",
                chinese: "缺少中心；请增加代码为 \(OfficeCode.centre)、角色为 centre 的单位"
            )
        }
        self.init(entries)
    }

    private static func entry(_ map: YAMLMap) throws(ConfigurationError) -> Entry {
        try map.refuseKeys(otherThan: ["code", "name", "role", "active", "since"])
        let codeText = try map.required("code")
        guard let code = OfficeCode(codeText.text) else {
            throw map.refusal(
                "code",
                codeText,
                english: "'\(codeText.text)' is not 4103 and two digits or capital letters; correct it",
                chinese: "“\(codeText.text)”不是 4103 加两位数字或大写字母；请更正"
            )
        }
        let role = try role(map, of: code)
        let isActive = try isActive(map)
        if role == .centre, !isActive {
            throw ConfigurationError(
                file: map.file,
                line: map.line,
                key: "\(map.path).active",
                english: "the centre itself cannot be inactive; write true",
                chinese: "中心自身不能停用；请写 true"
            )
        }
        return Entry(code: code, name: try name(map), role: role, isActive: isActive, since: try since(map))
    }

    // The centre's code is fixed by the exchange format, so there is one centre where the code and the role go together.
    private static func role(_ map: YAMLMap, of code: OfficeCode) throws(ConfigurationError) -> OfficeRole {
        let text = try map.required("role")
        guard let role = OfficeRole(rawValue: text.text) else {
            throw map.refusal(
                "role",
                text,
                english: "'\(text.text)' is none of \(OfficeRole.allCases.map(\.rawValue).joined(separator: ", ")); write one of these",
                chinese: "“\(text.text)”不是可用的角色；请写 \(OfficeRole.allCases.map(\.rawValue).joined(separator: "、")) 之一"
            )
        }
        guard (role == .centre) == (code == .centre) else {
            throw map.refusal(
                "role",
                text,
                english: "the centre is \(OfficeCode.centre) and no other office, but \(code) has the role \(role.rawValue); correct one of the two",
                chinese: "中心只能是 \(OfficeCode.centre)，而 \(code) 的角色为 \(role.rawValue)；请更正其一"
            )
        }
        return role
    }

    private static func name(_ map: YAMLMap) throws(ConfigurationError) -> String {
        let text = try map.required("name")
        let isPlain = text.text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isPlain, (1...60).contains(text.text.count), text.text.contains(where: { !$0.isWhitespace }) else {
            throw map.refusal("name", text, english: "a name has 1 to 60 characters on one line", chinese: "名称应为一行 1 至 60 个字")
        }
        return text.text
    }

    private static func isActive(_ map: YAMLMap) throws(ConfigurationError) -> Bool {
        let text = try map.required("active")
        guard let isActive = Bool(text.text) else {
            throw map.refusal(
                "active",
                text,
                english: "'\(text.text)' is neither true nor false; write one of the two",
                chinese: "“\(text.text)”不是 true 或 false；请写其一"
            )
        }
        return isActive
    }

    private static func since(_ map: YAMLMap) throws(ConfigurationError) -> Instant {
        let text = try map.required("since")
        guard let instant = Instant(text.text) else {
            throw map.refusal(
                "since",
                text,
                english: "'\(text.text)' is not an instant with its offset, such as \"2020-01-01T00:00:00+08:00\"",
                chinese: "“\(text.text)”不是带时区的时刻，应形如 \"2020-01-01T00:00:00+08:00\""
            )
        }
        return instant
    }
}
