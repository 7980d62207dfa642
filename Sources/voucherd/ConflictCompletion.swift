import ArgumentParser
import Centre
import Foundation

extension CompletionKind {
    /// Offers the ids of the conflicts that are open in the data root that the line names with `--root`, or else in the usual one.
    static var openConflicts: CompletionKind { conflicts(open: true) }

    /// Offers the ids of those that are settled and could be opened again.
    static var settledConflicts: CompletionKind { conflicts(open: false) }

    private static func conflicts(open isOpen: Bool) -> CompletionKind {
        .custom { words, _, prefix in
            let root = DataRoot(ConflictCompletion.root(in: words) ?? RootOptions.usual)
            return Centre.conflictIDs(in: root, open: isOpen).filter { $0.lowercased().hasPrefix(prefix.lowercased()) }
        }
    }
}

/// Reads a command line that is still being written, as the shell hands it over: words with their quotes and backslashes.
enum ConflictCompletion {
    /// The data root that the line names, the last where it names several.
    static func root(in words: [String]) -> String? {
        var root: String?
        for (index, word) in words.enumerated() {
            if word == "--root", index + 1 < words.count { root = plain(words[index + 1]) }
            if word.hasPrefix("--root=") { root = plain(String(word.dropFirst("--root=".count))) }
        }
        return root.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The word without its quotes and backslashes, and with `~` as the home folder.
    static func plain(_ word: String) -> String {
        var plain = ""
        var quote: Character?
        var isEscaped = false
        for character in word {
            if isEscaped {
                plain.append(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            } else {
                plain.append(character)
            }
        }
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        return word.hasPrefix("~/") && !home.isEmpty ? home + plain.dropFirst() : plain
    }
}
