/// What entries inflate to, and do not.
enum ZipContentCases {
    private static let lies = Verdict.quarantined("BAG-ZIP-ENTRY-SIZE", section: 5)

    static let all = CaseFamily("zip content") { cases in
        for (name, difference) in [("one less", -1), ("one more", 1), ("a thousand more", 1000)] as [(String, Int64)] {
            cases.entry("deflated, and the size said is \(name)", lies) { entry in
                entry.deflate()
                entry.both(.size, Int64(entry.content.count) + difference)
            }
        }
        cases.entry("stored, and the two sizes differ", lies) { $0.both(.size, 3) }
        cases.entry("deflated, and the size said is nothing", lies) { entry in
            entry.deflate()
            entry.both(.size, 0)
        }
        func deflated(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout [UInt8]) -> Void) {
            cases.entry("deflate: \(name)", verdict) { entry in
                entry.deflate()
                if var packed = entry.packed {
                    change(&packed)
                    entry.packed = packed
                }
            }
        }
        deflated("bytes after the stream's end", lies) { $0 += [0, 0] }
        deflated("a second stream after the first", lies) { $0 += Deflate.stored(Array("more".utf8)) }
        deflated("64 KiB of bytes after the stream's end", lies) { $0 += [UInt8](repeating: 0x41, count: 65_536) }
        deflated("a stream that is cut", .waits) { $0.removeLast(5) }
        deflated("a stream without a last block", .waits) { $0[0] = 0 }
        deflated("a block of the reserved kind", .waits) { $0[0] = 7 }
        deflated("a stored block whose length contradicts itself", .waits) { $0[3] ^= 1 }
        deflated("a distance beyond the beginning", .waits) { $0 = [0x4B, 0x04, 0x82, 0x00, 0x00, 0x00] }
        deflated("random bytes", .waits) { packed in for index in packed.indices { packed[index] = UInt8(truncatingIfNeeded: index &* 151 &+ 89) } }
        deflated("no bytes", .waits) { $0 = [] }
        deflated("a zlib header before the stream", .waits) { $0 = [0x78, 0x9C] + $0 }
        deflated("a gzip inside", .waits) { $0 = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + $0 }
        deflated("an empty block first", .applied()) { $0 = [0, 0, 0, 0xFF, 0xFF] + $0 }
        deflated("a thousand empty blocks first", .applied()) { packed in
            packed = Array((0..<1000).map { _ in [0, 0, 0, 0xFF, 0xFF] as [UInt8] }.joined()) + packed
        }
        cases.entry("a byte changed on the way", .waits) { entry in
            let checksum = entry.checksum
            entry.content[0] ^= 1
            entry.both(.checksum, checksum)
        }
        for file in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig"] {
            cases.zip("a byte of \(file) changed on the way", .waits) { zip in
                zip.change(file) { entry in
                    let checksum = entry.checksum
                    entry.content[3] ^= 1
                    entry.both(.checksum, checksum)
                }
            }
            if file != "tagmanifest-sha256.txt", !file.hasSuffix(".sig") {
                cases.zip("\(file) changed, its CRC made right", .quarantined("BAG-DIGEST", section: 2)) { zip in
                    zip.change(file) { $0.content.append(0x0A) }
                }
            }
        }
        cases.zip("the tag manifest changed, its CRC made right", .quarantined("SIGN-BAD", section: 3)) { zip in
            zip.change("tagmanifest-sha256.txt") { $0.content.append(0x0A) }
        }
        cases.entry("payload changed, its CRC made right", .quarantined("BAG-DIGEST", section: 2)) { $0.content.append(0x0A) }
        cases.zip("damaged and against the format: what is missing may be the cause", .waits) { zip in
            zip.entries.append(ForgedZip.Entry("elsewhere/a.txt"))
            zip.change("bagit.txt") { $0.both(.checksum, 7) }
        }
        cases.zip("a folder", .applied()) { $0.entries.append(ForgedZip.Entry("batch/data/evidence/")) }
        cases.zip("a folder deflated to nothing", .applied()) { zip in
            var folder = ForgedZip.Entry("batch/data/evidence/")
            folder.deflate()
            zip.entries.append(folder)
        }
        cases.zip("a folder with content", lies) { $0.entries.append(ForgedZip.Entry("batch/data/evidence/", [1])) }
        cases.zip("a folder whose deflated content lies", lies) { zip in
            var folder = ForgedZip.Entry("batch/data/evidence/", [1])
            folder.deflate()
            folder.both(.size, 0)
            zip.entries.append(folder)
        }
    }
}
