import Programme

/// Manifests and what they list.
enum ManifestCases {
    private static let line = Verdict.quarantined("BAG-MANIFEST-LINE", section: 2)
    private static let path = Verdict.quarantined("BAG-MANIFEST-PATH", section: 2)
    private static let absent = Verdict.quarantined("BAG-ABSENT", section: 2)
    private static let unlisted = Verdict.quarantined("BAG-UNLISTED", section: 2)
    private static let repeated = Verdict.quarantined("BAG-MANIFEST-REPEATED", section: 2)
    private static let zeros = String(repeating: "0", count: 64)

    static let all = CaseFamily("manifests") { cases in
        for isPayload in [true, false] {
            func manifest(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (String) -> String) {
                cases.batch("\(isPayload ? "manifest" : "tag manifest"): \(name)", verdict) { batch in
                    let bytes: @Sendable ([UInt8]) -> [UInt8] = { Array(change(String(decoding: $0, as: UTF8.self)).utf8) }
                    if isPayload { batch.manifest = bytes } else { batch.tagManifest = bytes }
                }
            }
            writings(manifest)
            faults(manifest, isPayload: isPayload)
        }
        cases.batch("a manifest that is not UTF-8", line) { $0.manifest = { $0 + Array("\(zeros)  data/".utf8) + [0xFF, 0x0A] } }
        cases.batch("a manifest in UTF-16", line) { $0.manifest = { [0xFF, 0xFE] + $0.flatMap { [$0, 0] } } }
        cases.batch("an empty manifest beside payload", unlisted) { $0.manifest = { _ in [] } }
        files(&cases)
        otherAlgorithms(&cases)
    }

    /// Ways in which tools write the same.
    private static func writings(_ manifest: (String, Verdict, @escaping @Sendable (String) -> String) -> Void) {
        manifest("CRLF", .applied()) { $0.replacing("\n", with: "\r\n") }
        manifest("CR alone", .applied()) { $0.replacing("\n", with: "\r") }
        manifest("no last line end", .applied()) { String($0.dropLast()) }
        manifest("the mark of binary", .applied()) { $0.replacing("  ", with: " *") }
        manifest("one blank", .applied()) { $0.replacing("  ", with: " ") }
        manifest("tabs", .applied()) { $0.replacing("  ", with: "\t\t") }
        manifest("upper-case digits", .applied()) { text in
            text.split(separator: "\n").map { String($0.prefix(64)).uppercased() + $0.dropFirst(64) + "\n" }.joined()
        }
        manifest("blank lines", .applied()) { "\n\n" + $0 + "\r\n\n" }
    }

    private static func faults(_ manifest: (String, Verdict, @escaping @Sendable (String) -> String) -> Void, isPayload: Bool) {
        let data = isPayload ? "data/" : ""
        manifest("a byte order mark", line) { "\u{FEFF}" + $0 }
        manifest("a comment", line) { "# sha256\n" + $0 }
        manifest("a digest one digit short", line) { String($0.dropFirst()) }
        manifest("a digest one digit long", line) { "0" + $0 }
        manifest("a digit that is none", line) { "g" + $0.dropFirst() }
        manifest("full-width digits", line) { "０" + $0.dropFirst() }
        manifest("a blank before the digest", line) { " " + $0 }
        manifest("no path", line) { $0 + "\(zeros)  \n" }
        manifest("no blank", line) { $0 + "\(zeros)\(data)x\n" }
        manifest("OpenSSL's form", line) { $0 + "SHA256(\(data)x)= \(zeros)\n" }
        manifest("BSD's form", line) { $0 + "SHA256 (\(data)x) = \(zeros)\n" }
        manifest("SHA-1 in its lines", line) { $0 + "\(zeros.prefix(40))  \(data)x\n" }
        manifest("a file that is not there", absent) { $0 + "\(zeros)  \(data)missing.txt\n" }
        manifest("a doubled line", repeated) { $0 + $0.prefix { $0 != "\n" } + "\n" }
        manifest("a doubled path with another digest", repeated) { text in
            text + zeros + text.prefix { $0 != "\n" }.dropFirst(64) + "\n"
        }
        for (name, bad) in [
            ("..", "../x"), ("an absolute path", "/x"), ("a backslash", "a\\b"), ("a drive letter", "C:/x"), (".", "./x"), ("an empty part", "a//b"),
        ] {
            manifest("\(name) in a path", path) { $0 + "\(zeros)  \(data)\(bad)\n" }
        }
        for escape in ["%0A", "%0D", "%25", "%", "%2e%2e%2fx", "100%.pdf"] {
            manifest("'\(escape)' in a path", path) { $0 + "\(zeros)  \(data)a\(escape)\n" }
        }
        manifest("a NUL in a path", path) { $0 + "\(zeros)  \(data)a\0b\n" }
        manifest("a path of the other manifest", path) { $0 + "\(zeros)  \(isPayload ? "bagit.txt" : "data/x")\n" }
    }

    private static func files(_ cases: inout CaseFamily) {
        for name in ["bagit.txt", "manifest-sha256.txt", "bag-info.txt"] {
            cases.batch(
                "a tag manifest that does not list \(name)",
                .quarantined(name == "bag-info.txt" || name == "manifest-sha256.txt" || name == "bagit.txt" ? "BAG-UNLISTED" : "", section: 2)
            ) { batch in
                batch.tagManifest = { text in
                    Array(
                        String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasSuffix("  \(name)") }.map { "\($0)\n" }.joined()
                            .utf8
                    )
                }
            }
        }
        for (name, code) in [
            ("bagit.txt", "BAG-DECLARATION"), ("bag-info.txt", "BAG-INFO-MISSING"), ("manifest-sha256.txt", "BAG-MANIFEST-MISSING"),
            ("tagmanifest-sha256.txt", "BAG-MANIFEST-MISSING"), ("tagmanifest-sha256.txt.sig", "SIGN-MISSING"),
            ("data/records/project.csv", "BAG-ABSENT"),
        ] {
            cases.zip("no \(name)", .quarantined(code, section: code.hasPrefix("SIGN") ? 3 : 2)) { $0.entries.remove(at: $0.place(of: name)) }
        }
        cases.zip("a payload file in no manifest", unlisted) { $0.entries.append(ForgedZip.Entry("batch/data/extra.bin", [1])) }
        cases.zip("a tag file in no manifest", unlisted) { $0.entries.append(ForgedZip.Entry("batch/notes.txt", [1])) }
        cases.zip("an empty file in no manifest", unlisted) { $0.entries.append(ForgedZip.Entry("batch/.DS_Store")) }
        cases.zip("a second signature", unlisted) { $0.entries.append(ForgedZip.Entry("batch/tagmanifest-sha256.txt.sig2", [1])) }
        cases.zip("a file in a tag folder", unlisted) { $0.entries.append(ForgedZip.Entry("batch/metadata/x", [1])) }
        cases.batch("a tag file that is listed", .applied()) { $0.tags.append(("notes.txt", [1])) }
        cases.batch("a tag folder that is listed", .applied()) { $0.tags.append(("metadata/dc.xml", [1])) }
        cases.batch("a file named data", .applied()) { $0.tags.append(("database", [1])) }
        cases.batch("payload that no row names", .applied()) { $0.add("data/evidence/unnamed.pdf", "x") }
        cases.batch("a table of no known type", .applied()) { $0.add("data/records/nothing.csv", "a,a\n\"") }
        cases.batch("an empty payload", .applied()) { $0.payload = [] }
        cases.batch("an empty file", .applied()) { $0.add("data/evidence/empty", "") }
        for name in ["fetch.txt", "FETCH.TXT"] {
            cases.batch("\(name) listed", name == "fetch.txt" ? .quarantined("BAG-FETCH", section: 2) : .applied()) { batch in
                batch.tags.append((name, Array("https://example.invalid/x 1 data/x\n".utf8)))
            }
        }
        cases.zip("fetch.txt unlisted", .quarantined("BAG-FETCH", section: 2)) { $0.entries.append(ForgedZip.Entry("batch/fetch.txt")) }
    }

    private static func otherAlgorithms(_ cases: inout CaseFamily) {
        let digits = ["md5": 32, "sha1": 40, "sha384": 96, "sha512": 128]
        for (name, count) in digits.sorted(by: { $0.key < $1.key }) {
            let wrong = String(repeating: "0", count: count)
            cases.batch("manifest-\(name).txt that lies", .quarantined("BAG-DIGEST", section: 2)) { batch in
                batch.tags.append(("manifest-\(name).txt", Array("\(wrong)  data/records/project.csv\n".utf8)))
            }
            cases.batch("manifest-\(name).txt with digests of another length", line) { batch in
                batch.tags.append(("manifest-\(name).txt", Array("\(wrong)0  data/records/project.csv\n".utf8)))
            }
            cases.batch("manifest-\(name).txt without a payload file", unlisted) { $0.tags.append(("manifest-\(name).txt", [])) }
            cases.batch("manifest-\(name).txt with a file too many", absent) { batch in
                batch.tags.append(("manifest-\(name).txt", Array("\(wrong)  data/records/project.csv\n\(wrong)  data/x\n".utf8)))
            }
            cases.batch("manifest-\(name.uppercased()).txt that lies", .quarantined("BAG-DIGEST", section: 2)) { batch in
                batch.tags.append(("manifest-\(name.uppercased()).txt", Array("\(wrong)  data/records/project.csv\n".utf8)))
            }
            cases.batch("tagmanifest-\(name).txt that lies", .quarantined("BAG-DIGEST", section: 2)) { batch in
                batch.unlisted.append(("tagmanifest-\(name).txt", Array("\(wrong)  bagit.txt\n\(wrong)  manifest-sha256.txt\n".utf8)))
            }
            cases.batch("tagmanifest-\(name).txt that is none", unlisted) { $0.unlisted.append(("tagmanifest-\(name).txt", [1])) }
        }
        cases.batch("a manifest of an algorithm that nobody knows, complete", .applied()) { batch in
            batch.tags.append(("manifest-blake3.txt", Array("whatever  data/records/project.csv\n".utf8)))
        }
        cases.batch("a manifest of an algorithm that nobody knows, incomplete", unlisted) { $0.tags.append(("manifest-blake3.txt", [])) }
        cases.batch("a tag manifest of an algorithm that nobody knows", unlisted) { $0.unlisted.append(("tagmanifest-blake3.txt", [])) }
    }
}
