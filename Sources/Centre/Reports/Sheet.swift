/// One thing on one screen: what it is, and what hangs on it. The text and the JSON are made of the same facts.
public struct Sheet: Sendable {
    /// A value with its name for programs and its title for people.
    public struct Fact: Sendable, Hashable {
        public let name: String
        public let title: String
        public let value: String
        /// The value for people, where that is not the one for programs.
        let shown: String

        init(_ name: String, _ title: String, _ value: String?, shown: String? = nil) {
            self.name = name
            self.title = title
            self.value = value ?? ""
            self.shown = self.value.isEmpty ? "" : shown ?? self.value
        }
    }

    /// Entries of one kind, such as the findings of a decision.
    public struct Section: Sendable, Hashable {
        public let name: String
        public let title: String
        public let entries: [[Fact]]

        init(_ name: String, _ title: String, _ entries: [[Fact]]) {
            self.name = name
            self.title = title
            self.entries = entries
        }
    }

    /// The version of this form.
    public let version = 1
    /// `batch`, `row`, `record`, `claim`, `application` or `voucher`.
    public let kind: String
    public let id: String
    /// The thing as people call it.
    public let title: String
    public var facts: [Fact]
    public var sections: [Section]

    init(kind: String, id: String, title: String, facts: [Fact] = [], sections: [Section] = []) {
        self.kind = kind
        self.id = id
        self.title = title
        self.facts = facts
        self.sections = sections
    }

    /// The screen, on lines of at most 100 columns but for commands, ending with a line feed.
    public var text: String {
        var lines = TerminalText.wrapped(title, indent: "  ")
        for fact in facts where !fact.value.isEmpty { lines += TerminalText.wrapped("\(fact.title): \(fact.shown)", first: "  ", indent: "    ") }
        for section in sections where !section.entries.isEmpty {
            lines.append("\(section.title)（\(section.entries.count)）")
            for entry in section.entries { lines += Sheet.lines(entry) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ entry: [Fact]) -> [String] {
        let shown = entry.filter { !$0.shown.isEmpty && $0.name != Sheet.command && !Sheet.forPrograms.contains($0.name) }
        let words = shown.map { $0.title.isEmpty ? $0.shown : "\($0.title) \($0.shown)" }.joined(separator: "  ")
        return TerminalText.wrapped(words, first: "  - ", indent: "    ")
            + entry.filter { $0.name == Sheet.command }.flatMap { $0.value.split(separator: "\n").map { "      \($0)" } }
    }

    /// The name of a fact that holds commands, a line each: those are never broken.
    static let command = "command"

    /// Facts of entries that would fill the screen and are of use to programs only.
    private static let forPrograms: Set<String> = ["digest", "programme"]
}

extension Sheet: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// `{"version":1,"kind":…,"id":…,"title":…,"facts":{NAME:VALUE},"sections":{NAME:[{NAME:VALUE}]}}`; empty values are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        try container.encode(version, forKey: Name("version"))
        try container.encode(kind, forKey: Name("kind"))
        try container.encode(id, forKey: Name("id"))
        try container.encode(title, forKey: Name("title"))
        try container.encode(Sheet.words(facts), forKey: Name("facts"))
        let sections = Dictionary(self.sections.map { ($0.name, $0.entries.map(Sheet.words)) }) { first, _ in first }
        try container.encode(sections, forKey: Name("sections"))
    }

    private static func words(_ facts: [Fact]) -> [String: String] {
        Dictionary(facts.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
