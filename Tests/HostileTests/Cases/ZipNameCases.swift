@testable import Bags

/// The names of entries.
enum ZipNameCases {
    private static let unsafe = Verdict.quarantined("BAG-NAME-UNSAFE", section: 5)
    private static let double = Verdict.quarantined("BAG-NAME-DUPLICATE", section: 5)
    private static let outside = Verdict.quarantined("BAG-TOP-FOLDER", section: 5)
    private static let encoding = Verdict.quarantined("BAG-NAME-ENCODING", section: 2)

    static let all = CaseFamily("zip names") { cases in
        let paths = [
            "../x", "../../etc/passwd", "batch/../x", "batch/data/../../x", "batch/..", "batch/./x", "./batch/x", "/etc/passwd", "//server/share/x",
            "batch//x", "batch/data//x", "C:/x", "c:x", "batch/C:/x", "batch/data/z:x", "batch\\data\\x", "..\\x", "\\\\server\\x", "batch/data/a\\b",
            "batch/a\0b", "batch/data/x\0.pdf", "\0", "/", "//", "..", ".",
        ]
        for path in paths {
            cases.zip("'\(path.escaped)'", unsafe) { $0.entries.append(ForgedZip.Entry(path)) }
        }
        for path in ["readme.txt", "__MACOSX/._batch", "batch2/x", "BATCH/x", "batch", "other/"] {
            cases.zip("'\(path)' beside the top folder", outside) { $0.entries.append(ForgedZip.Entry(path)) }
        }
        cases.zip("an empty name", unsafe) { $0.entries.append(ForgedZip.Entry("")) }
        cases.zip("no top folder", outside) { zip in
            for index in zip.entries.indices { zip.entries[index].name.removeFirst("batch/".utf8.count) }
        }
        cases.zip("no entry at all", outside) { $0.entries = [] }
        cases.zip("backslashes throughout, as some Windows programs write", unsafe) { zip in
            for index in zip.entries.indices { zip.entries[index].name = zip.entries[index].name.map { $0 == 0x2F ? 0x5C : $0 } }
        }
        encodings(&cases)
        duplicates(&cases)
        oddButGood(&cases)
    }

    private static func encodings(_ cases: inout CaseFamily) {
        let bad: [(String, [UInt8])] = [
            ("FF FF", [0xFF, 0xFF]), ("an overlong slash", [0xC0, 0xAF]), ("a surrogate", [0xED, 0xA0, 0x80]), ("half a character", [0xE4, 0xB8]),
            ("beyond Unicode", [0xF4, 0x90, 0x80, 0x80]), ("a continuation alone", [0x80]),
        ]
        for (name, bytes) in bad {
            cases.zip("said to be UTF-8 and is not: \(name)", encoding) { zip in
                zip.entries.append(ForgedZip.Entry(name: Array("batch/data/".utf8) + bytes))
            }
        }
        cases.zip("neither UTF-8 nor GB18030", encoding) { zip in
            var entry = ForgedZip.Entry(name: Array("batch/data/".utf8) + [0xFF, 0xFF])
            entry.both(.flags, 0)
            zip.entries.append(entry)
        }
        cases.batch(
            "a GB18030 name that the manifest settles",
            .applied(),
            { $0.add("data/evidence/合同.pdf", "pdf") },
            thenZip: { zip in
                zip.change("data/evidence/合同.pdf") { entry in
                    entry.name = GB18030.encode(entry.name) ?? []
                    entry.both(.flags, 0)
                }
            }
        )
        cases.batch(
            "a GB18030 name said to be UTF-8",
            encoding,
            { $0.add("data/evidence/合同.pdf", "pdf") },
            thenZip: { zip in zip.change("data/evidence/合同.pdf") { $0.name = GB18030.encode($0.name) ?? [] } }
        )
        cases.batch(
            "a UTF-8 name not said to be UTF-8",
            .applied(),
            { $0.add("data/evidence/合同.pdf", "pdf") },
            thenZip: { zip in
                zip.change("data/evidence/合同.pdf") { $0.both(.flags, 0) }
            }
        )
    }

    private static func duplicates(_ cases: inout CaseFamily) {
        let pairs: [(String, String, String)] = [
            ("letter case", "data/evidence/A.pdf", "data/evidence/a.pdf"), ("letter case of a folder", "data/evidence/X/a", "data/evidence/x/A"),
            ("composition", "data/evidence/\u{E9}.pdf", "data/evidence/e\u{301}.pdf"), ("Greek case", "data/evidence/Σ", "data/evidence/ς"),
            ("the sharp s", "data/evidence/ß", "data/evidence/SS"), ("the Kelvin sign", "data/evidence/\u{212A}", "data/evidence/k"),
            ("Cyrillic case", "data/evidence/Д", "data/evidence/д"), ("full-width case", "data/evidence/Ａ", "data/evidence/ａ"),
            ("a ligature", "data/evidence/\u{FB01}", "data/evidence/fi"),
            ("a file where another needs a folder", "data/evidence/a", "data/evidence/a/b"),
            ("a file where another needs a folder, but for case", "data/evidence/A", "data/evidence/a/b"),
            ("an order of marks", "data/evidence/a\u{301}\u{327}", "data/evidence/a\u{327}\u{301}"),
        ]
        for (name, first, second) in pairs {
            let verdict = name.contains("composition") || name.contains("order") ? Verdict.quarantined("BAG-MANIFEST-REPEATED", section: 2) : double
            cases.batch("the same but for \(name)", verdict) { batch in
                batch.add(first, "1")
                batch.add(second, "2")
            }
        }
        for name in [
            "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig", "data/records/project.csv",
        ] {
            cases.zip("\(name) twice", double) { $0.entries.append($0.entries[$0.place(of: name)]) }
            cases.zip("\(name) twice, the second one other", double) { zip in
                var entry = zip.entries[zip.place(of: name)]
                entry.content.append(0x0A)
                zip.entries.append(entry)
            }
        }
        cases.batch("a tag file named as another but for case", double) { $0.tags.append(("BAGIT.TXT", [1])) }
        cases.zip("a folder named as a file", double) { $0.entries.append(ForgedZip.Entry("batch/data/records/project.csv/")) }
        cases.zip("a folder twice", double) { zip in
            zip.entries.append(ForgedZip.Entry("batch/data/x/"))
            zip.entries.append(ForgedZip.Entry("batch/data/X/"))
        }
    }

    private static func oddButGood(_ cases: inout CaseFamily) {
        let names = [
            "con", "aux.txt", "a b", " a", "a ", "a.", "...", "-rf", "~", "$HOME", "`x`", ";", "ab:c", "'\"", "\u{202E}fdp.exe", "\u{200B}",
            "\u{1B}[2J", "😀", "\u{FEFF}a",
            "ＣＯＮ", "a\tb", "*", "?", "<>|",
        ]
        for name in names {
            cases.batch("'\(name.escaped)' is a name like any other", .applied()) { $0.add("data/evidence/\(name)", "x") }
        }
        cases.batch("another top folder", .applied()) { $0.top = "批次 1" }
        cases.batch("a top folder of dots", .applied()) { $0.top = "..." }
    }
}
