import Programme

@testable import Bags

/// Tag files are read or refused with the line; what is read can be written and reads the same.
enum TagsTarget {
    static func run(_ bytes: [UInt8]) {
        guard let mode = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        switch mode % 3 {
        case 0: readInfo(rest)
        case 1: readManifest(rest, isPayload: true)
        default: readManifest(rest, isPayload: false)
        }
        try? BagDeclaration.check(rest)
    }

    private static func readInfo(_ bytes: [UInt8]) {
        let lenient = BagInfo(lenient: bytes)
        guard let info = try? BagInfo(bytes) else { return }
        precondition(lenient == info, "the lenient reader reads a good file otherwise")
        guard let again = try? BagInfo(info.bytes) else { preconditionFailure("fields that were written cannot be read") }
        precondition(again == info, "fields that were written read otherwise")
        if let header = try? BatchHeader(info) {
            precondition((try? BatchHeader(BagInfo(fields: header.fields))) == header, "a batch's header reads otherwise")
        }
        if let header = try? BundleHeader(info) {
            precondition((try? BundleHeader(BagInfo(fields: header.fields))) == header, "a bundle's header reads otherwise")
        }
    }

    private static func readManifest(_ bytes: [UInt8], isPayload: Bool) {
        guard let manifest = try? Manifest(bytes, file: "manifest-sha256.txt", isPayload: isPayload) else { return }
        let checksums = Dictionary(manifest.lines.map { ($0.path, $0.checksum) }) { first, _ in first }
        precondition(checksums.count == manifest.lines.count, "a path stands in two lines")
        guard let again = try? Manifest(Manifest.bytes(of: checksums), file: "manifest-sha256.txt", isPayload: isPayload) else {
            preconditionFailure("a manifest that was written cannot be read")
        }
        precondition(again.lines.count == manifest.lines.count)
        for line in manifest.lines { precondition(again.claim(of: line.path)?.checksum == line.checksum, "a line that was written reads otherwise") }
    }
}
