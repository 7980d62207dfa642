/// Bytes that belong to no entry, or to two.
enum ZipLayoutCases {
    private static let refused = Verdict.quarantined("BAG-ZIP-LAYOUT", section: 5)

    static let all = CaseFamily("zip layout") { cases in
        let strays: [(String, [UInt8])] = [
            ("one byte", [0x2E]), ("zeros", [0, 0, 0, 0]), ("text", Array("#!/bin/sh\nreboot\n".utf8)),
            ("an end record", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)), ("a whole zip", whole),
        ]
        for (name, stray) in strays {
            for place in ["bagit.txt", "bag-info.txt", "tagmanifest-sha256.txt.sig"] {
                cases.zip("\(name) before \(place)", refused) { $0.change(place) { $0.before = stray } }
            }
            cases.zip("\(name) before the directory", refused) { $0.beforeDirectory = stray }
            cases.zip("\(name) between the directory and the end record", refused) { $0.afterDirectory = stray }
            cases.zip("\(name) between the directory and a zip64 end record", refused) { zip in
                zip.isZip64 = true
                zip.afterDirectory = stray
            }
        }
        for name in ["the first place", "the middle", "the last place"] {
            cases.zip("an entry that the directory does not have, in \(name)", refused) { zip in
                var hidden = ForgedZip.Entry("batch/data/hidden.exe", Array("MZ".utf8))
                hidden.isHidden = true
                let place = name == "the first place" ? 0 : name == "the middle" ? 2 : zip.entries.count
                zip.entries.insert(hidden, at: place)
            }
        }
        for (name, head) in [("text", "data"), ("a program", "MZ"), ("a shell script", "#!/bin/sh\n"), ("a PDF", "%PDF-1.7\n")] {
            cases.file("\(name) before the zip", .quarantined("BAG-NOT-ZIP", section: 2)) { $0 = Array(head.utf8) + $0 }
        }
        cases.file("a spanning mark before the zip", .quarantined("BAG-NOT-ZIP", section: 2)) { $0 = [0x50, 0x4B, 7, 8] + $0 }
        cases.file("no zip at all", .quarantined("BAG-NOT-ZIP", section: 2)) { $0 = Array("uscc,name\n".utf8) }
        cases.file("a RAR archive", .quarantined("BAG-NOT-ZIP", section: 2)) { $0 = Array("Rar!\u{1A}\u{07}\u{01}\0".utf8) }
        cases.file("a gzip", .quarantined("BAG-NOT-ZIP", section: 2)) { $0 = [0x1F, 0x8B, 8, 0] + $0 }
        cases.zip("two entries that share their bytes", refused) { zip in
            let first = zip.entries[0]
            zip.entries[1].central = [.offset: 0, .packed: Int64(first.content.count), .size: Int64(first.content.count), .checksum: first.checksum]
        }
        cases.zip("an entry inside another's data", refused) { zip in
            let inner = ForgedZip.Entry("batch/data/inner.txt", Array("inner".utf8))
            let outer = ForgedZip.Entry("batch/data/outer.bin", ForgedZip(entries: [inner]).bytes)
            zip.phantoms = [(inner, zip.directoryOffset + 30 + outer.name.count)]
            zip.entries.append(outer)
        }
        cases.zip("an entry that begins in the directory", .quarantined("BAG-ZIP-HEADERS", section: 5)) { zip in
            zip.entries[zip.entries.count - 1].central[.offset] = Int64(zip.directoryOffset)
        }
        cases.zip("an entry that reaches into the directory", refused) { zip in
            zip.entries[zip.entries.count - 1].both(.packed, 5000)
            zip.entries[zip.entries.count - 1].both(.size, 5000)
        }
        cases.zip("a directory in another order than the entries", .applied()) { $0.isDirectoryReversed = true }
        cases.batch("a zip of the batch's own kind as evidence", .applied()) { $0.add("data/evidence/inner.zip", whole) }
        cases.batch("a zip inside a zip inside a zip", .applied()) { batch in
            var inner = whole
            for _ in 0..<20 { inner = ForgedZip(entries: [ForgedZip.Entry("a.zip", inner)]).bytes }
            batch.add("data/evidence/deep.zip", inner)
        }
        cases.batch(
            "a copy that is cut at the end of a zip inside it",
            .waits,
            { $0.add("data/evidence/inner.zip", whole) },
            thenFile: { bytes in
                guard let place = bytes.firstRange(of: whole) else { preconditionFailure("the inner zip is stored") }
                bytes.removeSubrange(place.upperBound...)
            }
        )
    }

    /// A small whole zip.
    static let whole = ForgedZip(entries: [ForgedZip.Entry("a.txt", Array("a".utf8))]).bytes
}
