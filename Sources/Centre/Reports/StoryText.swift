import Programme

/// A record's story in words, on lines of at most 100 columns.
public struct StoryText {
    private let story: RecordStory

    public init(_ story: RecordStory) {
        self.story = story
    }

    /// The story, ending with a line feed.
    public var text: String {
        var lines = TerminalText.wrapped("\(story.words)  [\(story.subject)]，\(story.events.count) events 项", indent: "  ")
        for event in story.events { lines += words(of: event) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(of event: RecordStory.Event) -> [String] {
        let about = event.record == story.subject ? "" : " [\(event.record)]"
        var lines = [""]
        lines += TerminalText.wrapped("\(event.at) \(event.kind.rawValue) \(event.source)\(about)  \(event.headline)", indent: "    ")
        let editor = [event.by.map { "经办 \($0)" }, event.editedAt.map { "\(event.kind == .row ? "编辑于" : "作出于") \($0)" }].compactMap(\.self)
        if !editor.isEmpty { lines += TerminalText.wrapped(editor.joined(separator: "，"), first: "    ", indent: "    ") }
        // What was empty before needs no line of its own.
        let first = event.changes.filter(\.before.isEmpty).map { "\($0.title)=\($0.after)" }.joined(separator: "；")
        if !first.isEmpty { lines += TerminalText.wrapped(first, first: "    ", indent: "      ") }
        for change in event.changes where !change.before.isEmpty { lines += TerminalText.wrapped(change.text, first: "    ", indent: "      ") }
        for fate in event.fates { lines += TerminalText.wrapped(fate, first: "    = ", indent: "      ") }
        for finding in event.findings {
            let compared = finding.values.isEmpty ? "" : "（\(finding.values)）"
            lines += TerminalText.wrapped(
                "\(finding.effect) \(finding.rule) \(finding.article) \(finding.reason)\(compared)",
                first: "    - ",
                indent: "      "
            )
        }
        if let programme = event.programme {
            let after = event.supersedes.map { "supersedes 取代 \($0)，" } ?? ""
            lines.append("    \(after)programme 办法参数 \(programme.prefix(16))…")
        }
        return lines
    }
}
