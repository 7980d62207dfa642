@testable import Bags

/// Every limit, at it and past it. The largest are lowered by the corpus's settings so that they can be reached; their own values are held by the
/// tests of resources.
enum LimitCases {
    /// The settings that the corpus is run under.
    static var settings: BagLimits {
        var limits = BagLimits()
        limits.zipBytes = 4 << 20
        limits.uncompressedBytes = 24 << 20
        limits.entries = 300
        limits.csvFileBytes = 3 << 20
        return limits
    }

    private static func limit(_ code: String) -> Verdict { .quarantined("LIMIT-\(code)", section: 5) }

    static let all = CaseFamily("limits") { cases in
        cases.batch("a path of 512 bytes", .applied()) { $0.add("data/evidence/" + String(repeating: "a", count: 512 - 20), "x") }
        cases.batch("a path of 513 bytes", limit("PATH-BYTES")) { $0.add("data/evidence/" + String(repeating: "a", count: 513 - 20), "x") }
        cases.batch("a path of 60,000 bytes", limit("PATH-BYTES")) { $0.add("data/evidence/" + String(repeating: "a", count: 60_000), "x") }
        cases.batch("a path of 16 levels", .applied()) { $0.add("data/" + String(repeating: "d/", count: 13) + "f", "x") }
        cases.batch("a path of 17 levels", limit("PATH-LEVELS")) { $0.add("data/" + String(repeating: "d/", count: 14) + "f", "x") }
        cases.batch("a path of 250 levels", limit("PATH-LEVELS")) { $0.add("data/" + String(repeating: "d/", count: 240) + "f", "x") }
        cases.zip("a folder of 17 levels", limit("PATH-LEVELS")) { zip in
            zip.entries.append(ForgedZip.Entry("batch/" + String(repeating: "d/", count: 16)))
        }
        cases.batch("300 entries", .applied()) { batch in
            for number in 0..<(300 - 6) { batch.add("data/evidence/\(number)", "x") }
        }
        cases.batch("301 entries", limit("ENTRIES")) { batch in
            for number in 0..<(301 - 6) { batch.add("data/evidence/\(number)", "x") }
        }
        cases.batch("a zip over its limit", limit("ZIP-BYTES")) { $0.add("data/evidence/large", [UInt8](repeating: 0x41, count: 4 << 20)) }
        cases.batch("a table at its limit", .applied()) { $0.table(table(bytes: 3 << 20, $0.seat)) }
        cases.batch("a table over its limit", limit("CSV-BYTES")) { $0.table(table(bytes: (3 << 20) + 1, $0.seat)) }
        bombs(&cases)
        tagFiles(&cases)
    }

    private static func table(bytes count: Int, _ seat: ForgedBatch.Seat) -> [UInt8] {
        let head = Array("id,party_uscc,project_name,summary\n\(seat.project),91410305MA8U667107,高速轴承,研究轴承\n".utf8)
        return head + [UInt8](repeating: 0x0A, count: count - head.count)
    }

    private static func bombs(_ cases: inout CaseFamily) {
        func bomb(_ name: String, _ verdict: Verdict, _ size: Int, say: @escaping @Sendable (Int) -> Int64 = { Int64($0) }) {
            let (packed, count) = Deflate.zeros(atLeast: size)
            cases.batch(
                name,
                verdict,
                { $0.add("data/evidence/bomb", [UInt8](repeating: 0, count: count)) },
                thenZip: { zip in
                    zip.change("data/evidence/bomb") { entry in
                        entry.packed = packed
                        entry.both(.method, 8)
                        entry.both(.size, say(count))
                    }
                }
            )
        }
        bomb("1 MiB from 1 KiB: below the floor", .applied(), (1 << 20) - 300)
        bomb("2 MiB from 2 KiB", limit("RATIO"), 2 << 20)
        bomb("6 MiB from 6 KiB", limit("RATIO"), 6 << 20)
        bomb("6 MiB said to be 100 bytes", limit("RATIO"), 6 << 20) { _ in 100 }
        bomb("6 MiB said to be 1 MiB", limit("RATIO"), 6 << 20) { _ in 1 << 20 }
        bomb("6 MiB said to be nothing", limit("RATIO"), 6 << 20) { _ in 0 }
        bomb("1 MiB said to be 2 GiB", limit("RATIO"), 1 << 20) { _ in 0x7FFF_FFFF }
        bomb("1 MiB said to be 4 GiB", limit("RATIO"), 1 << 20) { _ in 0xFFFF_FFFE }
        cases.batch(
            "many small bombs, each below the floor",
            limit("UNCOMPRESSED"),
            { batch in
                let zeros = [UInt8](repeating: 0, count: Deflate.zeros(atLeast: 1_000_000).count)
                for number in 0..<26 { batch.add("data/evidence/\(number)", zeros) }
            },
            thenZip: { zip in
                let packed = Deflate.zeros(atLeast: 1_000_000).packed
                for number in 0..<26 {
                    zip.change("data/evidence/\(number)") { entry in
                        entry.packed = packed
                        entry.both(.method, 8)
                    }
                }
            }
        )
        cases.zip("one entry listed 200 times: overlapping bombs", .quarantined("BAG-ZIP-LAYOUT", section: 5)) { zip in
            let (packed, count) = Deflate.zeros(atLeast: 100_000)
            var entry = ForgedZip.Entry("batch/data/evidence/0", [UInt8](repeating: 0, count: count))
            entry.packed = packed
            entry.both(.method, 8)
            let offset = zip.directoryOffset
            zip.entries.append(entry)
            for number in 1..<200 {
                entry.name = Array("batch/data/evidence/\(number)".utf8)
                zip.phantoms.append((entry, offset))
            }
        }
    }

    private static func tagFiles(_ cases: inout CaseFamily) {
        let large = [UInt8](repeating: 0x0A, count: (1 << 20) + 1)
        cases.batch("bag-info.txt of more than 1 MiB", limit("TAG-BYTES")) { $0.info = BagInfo(fields: $0.fields).bytes + large }
        cases.batch("bagit.txt of more than 1 MiB", limit("TAG-BYTES")) { $0.declaration += large }
        cases.batch("a signature of more than 1 MiB", limit("TAG-BYTES")) { $0.signature = { _, _ in large } }
        cases.batch("a manifest larger than what it could list", limit("TAG-BYTES")) { $0.manifest = { $0 + large } }
        cases.batch("a tag manifest larger than what it could list", limit("TAG-BYTES")) { $0.tagManifest = { $0 + large } }
        cases.batch("a manifest of half a megabyte of blank lines", .applied()) { $0.manifest = { $0 + [UInt8](repeating: 0x0A, count: 500_000) } }
        cases.batch("a manifest path of 100,000 bytes", limit("PATH-BYTES")) { batch in
            batch.manifest = { $0 + Array("\(String(repeating: "0", count: 64))  data/\(String(repeating: "a", count: 100_000))\n".utf8) }
        }
        cases.batch("a manifest path of 400,000 combining marks in the wrong order", limit("PATH-BYTES")) { batch in
            batch.manifest = {
                $0 + Array("\(String(repeating: "0", count: 64))  data/\(String(repeating: "\u{301}\u{327}", count: 200_000))\n".utf8)
            }
        }
        cases.batch("a label of 400,000 combining marks in the wrong order", .applied()) { batch in
            batch.fields.append(BagInfo.Field("Batch-X" + String(repeating: "\u{301}\u{327}", count: 200_000), "x"))
        }
        cases.batch("a field of 300,000 continuation lines", .applied()) { batch in
            batch.info = BagInfo(fields: batch.fields).bytes + Array("Note: a\n".utf8) + Array(String(repeating: " b\n", count: 300_000).utf8)
        }
        cases.batch("300,000 fields", .applied()) { batch in
            batch.info = BagInfo(fields: batch.fields).bytes + Array(String(repeating: "a:\n", count: 300_000).utf8)
        }
        cases.batch("a Batch-Office of half a megabyte", .quarantined("BAG-FIELD-VALUE", section: 2)) { batch in
            batch.set("Batch-Office", String(repeating: "4", count: 500_000))
        }
    }
}
