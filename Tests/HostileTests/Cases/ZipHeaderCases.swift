/// What the two headers of an entry say, alone and against each other.
enum ZipHeaderCases {
    private static let refused = Verdict.quarantined("BAG-ZIP-HEADERS", section: 5)
    private static let applied = Verdict.applied()

    static let all = CaseFamily("zip headers") { cases in
        disagreements(&cases)
        flags(&cases)
        methods(&cases)
        types(&cases)
        extras(&cases)
        descriptors(&cases)
    }

    private static func disagreements(_ cases: inout CaseFamily) {
        for (name, value) in [("no", 0x0403_4B51), ("a directory header's", 0x0201_4B50)] as [(String, Int64)] {
            cases.zip("\(name) local signature", refused) { $0.change("bagit.txt") { $0.local[.signature] = value } }
            cases.entry("\(name) local signature, at the file's beginning", .quarantined("BAG-NOT-ZIP", section: 2)) { $0.local[.signature] = value }
        }
        for isDeflated in [false, true] {
            let packing = isDeflated ? "deflated" : "stored"
            func entry(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout ForgedZip.Entry) -> Void) {
                cases.entry("\(name), \(packing)", verdict) { entry in
                    if isDeflated { entry.deflate() }
                    change(&entry)
                }
            }
            // Writers that stream learn only at the end which version is needed.
            entry("another version needed", applied) { $0.local[.needed] = 45 }
            entry("another method", refused) { $0.local[.method] = isDeflated ? 0 : 8 }
            entry("another time", refused) { $0.local[.time] = 1 }
            entry("another date", refused) { $0.local[.date] = 0x22 }
            entry("another CRC", refused) { $0.local[.checksum] = 7 }
            entry("another size", refused) { $0.local[.size] = 3 }
            entry("a size of all ones without zip64", refused) { $0.local[.size] = 0xFFFF_FFFF }
            entry("another packed size", refused) { $0.local[.packed] = 3 }
            entry("another name of the same length", refused) { $0.localName = $0.name.map { $0 == 0x6A ? 0x6B : $0 } }
            entry("another letter case in the name", refused) { $0.localName = $0.name.map { $0 == 0x62 ? 0x42 : $0 } }
            entry("an empty local name", refused) { $0.localName = [] }
            entry("a local name that goes up", refused) { $0.localName = Array("../../../../etc/cron.d/x".utf8) }
            entry("a CRC in the directory that is not the content's: damage, so it waits", .waits) { $0.central[.checksum] = 7 }
            entry("both CRCs wrong: damage, so it waits", .waits) { $0.both(.checksum, 7) }
            entry("all ones for a CRC", .waits) { $0.both(.checksum, 0xFFFF_FFFF) }
            for bit in [0x0008, 0x0010, 0x0080, 0x0100, 0x4000, 0x8000] as [Int64] {
                entry("flag \(String(bit, radix: 16)) in the local header alone", refused) { $0.local[.flags] = 0x0800 ^ bit }
                entry("flag \(String(bit, radix: 16)) in the directory alone", refused) { $0.central[.flags] = 0x0800 ^ bit }
            }
            entry("UTF-8 said in one header alone", refused) { $0.local[.flags] = 0 }
            for bit in [0x0002, 0x0004, 0x0006] as [Int64] {
                entry("how hard the packer tried (\(bit)), in one header alone", applied) { $0.central[.flags] = 0x0800 | bit }
            }
        }
    }

    private static func flags(_ cases: inout CaseFamily) {
        let encrypted = Verdict.quarantined("BAG-ZIP-ENCRYPTED", section: 5)
        for (name, bit) in [("encrypted", 0x0001), ("a patch", 0x0020), ("strong encryption", 0x0040), ("a masked header", 0x2000)]
            as [(String, Int64)]
        {
            cases.entry(name, encrypted) { $0.both(.flags, 0x0800 | bit) }
            cases.zip("\(name), a tag file", encrypted) { $0.change("bag-info.txt") { $0.both(.flags, 0x0800 | bit) } }
        }
        cases.entry("no UTF-8 said of a name in ASCII", applied) { $0.both(.flags, 0) }
        cases.entry("a descriptor promised and none there", refused) { $0.both(.flags, 0x0808) }
    }

    private static func methods(_ cases: inout CaseFamily) {
        for method in [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99, 255, 65_535] as [Int64] {
            cases.entry("method \(method)", .quarantined("BAG-ZIP-METHOD", section: 5)) { $0.both(.method, method) }
        }
    }

    private static func types(_ cases: inout CaseFamily) {
        let refused = Verdict.quarantined("BAG-ZIP-ENTRY-TYPE", section: 5)
        let kinds: [(String, Int64)] = [
            ("a pipe", 0o010644), ("a character device", 0o020644), ("a folder without a slash", 0o040755), ("a block device", 0o060644),
            ("a link", 0o120777), ("a socket", 0o140644), ("a whiteout", 0o160000),
        ]
        for (name, mode) in kinds {
            for system in [3, 19] as [Int64] {
                cases.entry("\(name), made by system \(system)", refused) { entry in
                    entry.central[.made] = system << 8 | 20
                    entry.central[.externalAttributes] = mode << 16
                }
            }
        }
        // A system that knows no modes may still carry a link's: some readers would make one.
        for system in [0, 7, 10, 11, 14, 16, 255] as [Int64] {
            cases.entry("a link, made by system \(system)", refused) { entry in
                entry.central[.made] = system << 8 | 20
                entry.central[.externalAttributes] = 0o120777 << 16
            }
        }
        for (name, attribute) in [("a volume label", 0x08), ("a reparse point", 0x400)] as [(String, Int64)] {
            for system in [0, 10, 11, 14] as [Int64] {
                cases.entry("\(name), made by system \(system)", refused) { entry in
                    entry.central[.made] = system << 8 | 20
                    entry.central[.externalAttributes] = attribute
                }
            }
        }
        cases.entry("setuid, setgid and sticky", applied) { $0.central[.externalAttributes] = 0o107777 << 16 }
        cases.entry("no attributes", applied) { $0.central[.externalAttributes] = 0 }
        cases.entry("read-only, hidden, system, archive", applied) { entry in
            entry.central[.made] = 20
            entry.central[.externalAttributes] = 0x27
        }
        cases.entry("said to be text", applied) { $0.central[.internalAttributes] = 1 }
    }

    private static func extras(_ cases: inout CaseFamily) {
        let fields: [(String, [UInt8])] = [
            ("three bytes", [1, 2, 3]), ("a length past its end", [0x55, 0x54, 0xFF, 0xFF, 1]), ("zeros, as aligning tools pad", [0, 0, 0]),
            ("another name for the entry", Array([0x75, 0x70, 9, 0, 1, 0, 0, 0, 0, 0x2F, 0x65, 0x74, 0x63])),
            ("encryption of another kind", [0x17, 0, 2, 0, 0, 0]), ("the same field twice", [0x55, 0x54, 1, 0, 0, 0x55, 0x54, 1, 0, 0]),
            ("64 KiB of it", [0xFE, 0xCA, 0xF0, 0xFF] + [UInt8](repeating: 0x41, count: 0xFFF0)),
        ]
        for (name, extra) in fields {
            cases.entry("an extra field in the local header: \(name)", applied) { $0.localExtra = extra }
            cases.entry("an extra field in the directory: \(name)", applied) { $0.centralExtra = extra }
        }
        @Sendable func zip64(_ values: Int64...) -> [UInt8] {
            var field: [UInt8] = [1, 0, UInt8(values.count * 8), 0]
            for value in values { field.appendLittleEndian64(value) }
            return field
        }
        cases.entry("zip64 sizes that nobody asked for", applied) { $0.centralExtra = zip64(1, 2, 3) }
        cases.entry("zip64 sizes promised and missing", .quarantined("BAG-ZIP-LAYOUT", section: 5)) { $0.both(.packed, 0xFFFF_FFFF) }
        cases.entry("zip64 sizes promised and cut short", .quarantined("BAG-ZIP-DIRECTORY", section: 5)) { entry in
            entry.central[.size] = 0xFFFF_FFFF
            entry.centralExtra = [1, 0, 4, 0, 0, 0, 0, 0]
        }
        cases.entry("right zip64 sizes in both headers", applied) { entry in
            let extra = zip64(Int64(entry.content.count), Int64(entry.content.count))
            entry.both(.size, 0xFFFF_FFFF)
            entry.both(.packed, 0xFFFF_FFFF)
            entry.localExtra = extra
            entry.centralExtra = extra
        }
        cases.entry("zip64 sizes that differ between the headers", refused) { entry in
            let count = Int64(entry.content.count)
            entry.both(.size, 0xFFFF_FFFF)
            entry.both(.packed, 0xFFFF_FFFF)
            entry.localExtra = zip64(count + 1, count)
            entry.centralExtra = zip64(count, count)
        }
        for (name, value) in [("2^40", 1 << 40), ("2^63 - 1", Int64.max), ("2^64 - 1", -1)] as [(String, Int64)] {
            cases.entry("a zip64 size of \(name)", .quarantined("LIMIT-RATIO", section: 5)) { entry in
                entry.central[.size] = 0xFFFF_FFFF
                entry.centralExtra = zip64(value)
            }
            cases.entry("a zip64 packed size of \(name)", .quarantined("BAG-ZIP-LAYOUT", section: 5)) { entry in
                entry.central[.packed] = 0xFFFF_FFFF
                entry.centralExtra = zip64(value)
            }
            cases.entry("a zip64 offset of \(name)", .quarantined("BAG-ZIP-HEADERS", section: 5)) { entry in
                entry.central[.offset] = 0xFFFF_FFFF
                entry.centralExtra = zip64(value)
            }
        }
        cases.entry("a right zip64 offset", applied) { entry in
            entry.central[.offset] = 0xFFFF_FFFF
            entry.centralExtra = zip64(0)
        }
        cases.entry("a comment", applied) { $0.comment = Array("from the office".utf8) }
        cases.entry("a comment of 64 KiB that holds an end record", applied) { entry in
            entry.comment = [UInt8](repeating: 0x2E, count: 60_000) + [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
        }
    }

    private static func descriptors(_ cases: inout CaseFamily) {
        typealias Lie = @Sendable (inout ForgedZip.Descriptor, Int64) -> Void
        let lies: [(String, Lie)] = [
            ("CRC", { descriptor, _ in descriptor.checksum = 7 }), ("packed size", { $0.packed = $1 + 1 }), ("size", { $0.size = $1 - 1 }),
        ]
        for isSigned in [true, false] {
            for width in [4, 8] {
                let form = "\(isSigned ? "signed" : "unsigned"), \(width) bytes"
                cases.entry("a descriptor, \(form)", applied) { entry in
                    entry.deflate()
                    entry.descriptor = .init(isSigned: isSigned, width: width)
                }
                cases.entry("a descriptor after stored content, \(form)", applied) { $0.descriptor = .init(isSigned: isSigned, width: width) }
                for (name, lie) in lies {
                    cases.entry("a descriptor whose \(name) lies, \(form)", refused) { entry in
                        entry.deflate()
                        var descriptor = ForgedZip.Descriptor(isSigned: isSigned, width: width)
                        lie(&descriptor, Int64(entry.content.count))
                        entry.descriptor = descriptor
                    }
                }
            }
        }
        cases.entry("local sizes that are neither zero nor right before a descriptor", refused) { entry in
            entry.descriptor = .init()
            entry.local[.size] = 1
        }
    }
}

extension [UInt8] {
    /// Appends all eight bytes of a number.
    mutating func appendLittleEndian64(_ value: Int64) {
        for shift in 0..<8 { append(UInt8(truncatingIfNeeded: value >> Int64(8 * shift))) }
    }
}
