import Yams

/// A mapping of a YAML file that remembers where it stands, so that every refusal can name the line and the key.
struct YAMLMap {
    /// A plain or quoted value.
    struct Value {
        let text: String
        let line: Int
    }

    let file: String
    /// The keys that lead here, such as `offices[2]`; empty for the document.
    let path: String
    let line: Int
    private let entries: [(key: Value, node: Node)]

    /// Reads a document; one without content is an empty mapping.
    ///
    /// - Throws: ``ConfigurationError`` that names the line.
    init(document text: String, file: String) throws(ConfigurationError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw YAMLMap.explained(error, file: file)
        }
        guard let root, !YAMLMap.isNothing(root) else {
            self.init(file: file, path: "", line: 1, entries: [])
            return
        }
        try self.init(root, file: file, path: "")
    }

    private init(file: String, path: String, line: Int, entries: [(key: Value, node: Node)]) {
        self.file = file
        self.path = path
        self.line = line
        self.entries = entries
    }

    private init(_ node: Node, file: String, path: String) throws(ConfigurationError) {
        let line = node.mark?.line ?? 1
        guard let mapping = node.mapping else {
            throw ConfigurationError(
                file: file,
                line: line,
                key: path.isEmpty ? nil : path,
                english: "keys with values are due here, such as 'name: value'",
                chinese: "此处应为“键: 值”"
            )
        }
        var entries: [(Value, Node)] = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else {
                throw ConfigurationError(
                    file: file,
                    line: key.mark?.line ?? line,
                    key: path.isEmpty ? nil : path,
                    english: "a key is not a plain word",
                    chinese: "键不是普通文字"
                )
            }
            entries.append((Value(text: scalar.string, line: scalar.mark?.line ?? line), value))
        }
        self.init(file: file, path: path, line: line, entries: entries)
    }

    /// The keys, in the order of the file.
    var keys: [Value] { entries.map(\.key) }

    /// Refuses a key that is none of these: most often a slip of the pen, which would leave the real one at its default unnoticed.
    func refuseKeys(otherThan known: [String]) throws(ConfigurationError) {
        for (key, _) in entries where !known.contains(key.text) {
            throw ConfigurationError(
                file: file,
                line: key.line,
                key: full(key.text),
                english: "there is no such key; remove it or write one of \(known.joined(separator: ", "))",
                chinese: "没有这个键；请删去，或改为 \(known.joined(separator: "、")) 之一"
            )
        }
    }

    /// The value of a key, or `nil` where the key is absent. An empty value is a value.
    func value(_ key: String) throws(ConfigurationError) -> Value? {
        guard let (found, node) = entry(key) else { return nil }
        guard let scalar = node.scalar else { throw refusal(found, english: "one value is due here", chinese: "此处应为单个值") }
        return Value(text: scalar.string, line: scalar.mark?.line ?? found.line)
    }

    /// The value of a key that must be there.
    func required(_ key: String) throws(ConfigurationError) -> Value {
        guard let value = try value(key) else {
            throw ConfigurationError(file: file, line: line, key: full(key), english: "is missing; add it", chinese: "缺少此项；请补上")
        }
        return value
    }

    /// The mapping below a key; `nil` where the key is absent or has nothing below it.
    func map(_ key: String) throws(ConfigurationError) -> YAMLMap? {
        guard let (_, node) = entry(key), !YAMLMap.isNothing(node) else { return nil }
        return try YAMLMap(node, file: file, path: full(key))
    }

    /// The mappings of the list below a key; empty where the key is absent or has nothing below it.
    func maps(_ key: String) throws(ConfigurationError) -> [YAMLMap] {
        guard let (found, node) = entry(key), !YAMLMap.isNothing(node) else { return [] }
        guard let list = node.sequence else {
            throw refusal(found, english: "a list is due here: lines that begin with '-'", chinese: "此处应为以“-”开头的列表")
        }
        var maps: [YAMLMap] = []
        for (index, node) in list.enumerated() {
            maps.append(try YAMLMap(node, file: file, path: "\(full(key))[\(index + 1)]"))
        }
        return maps
    }

    /// The refusal of a key's value.
    func refusal(_ key: String, _ value: Value, english: String, chinese: String) -> ConfigurationError {
        ConfigurationError(file: file, line: value.line, key: full(key), english: english, chinese: chinese)
    }

    private func refusal(_ key: Value, english: String, chinese: String) -> ConfigurationError {
        refusal(key.text, key, english: english, chinese: chinese)
    }

    private func entry(_ key: String) -> (key: Value, node: Node)? { entries.first { $0.key.text == key } }

    private func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private static func isNothing(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private static func explained(_ error: any Error, file: String) -> ConfigurationError {
        var line: Int?
        var problem = "\(error)"
        switch error as? YamlError {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
            (line, problem) = (mark.line, text)
        case .duplicatedKeysInMapping(let keys, let context):
            (line, problem) = (context.mark.line, "a key is there twice: \(keys.sorted().joined(separator: ", "))")
        default: break
        }
        return ConfigurationError(
            file: file,
            line: line,
            english: "this is not good YAML (\(problem)); look at the indentation, the colons and the quotes",
            chinese: "不是正确的 YAML（\(problem)）；请检查缩进、冒号和引号"
        )
    }
}
