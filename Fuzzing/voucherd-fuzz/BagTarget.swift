import Programme

@testable import Bags

/// The parts of a bag from the input, in a zip that is well made: digests, CRCs and offsets are right, so that tag files and names are what is judged.
///
/// The input is pieces: names and contents in turn, preceded by a byte of switches.
enum BagTarget {
    static func run(_ bytes: [UInt8]) {
        var source = ByteSource(bytes)
        let switches = source.byte()
        var payload: [(name: [UInt8], bytes: [UInt8])] = []
        var tags: [(name: [UInt8], bytes: [UInt8])] = []
        let info = source.piece()
        let extraManifestLines = source.piece()
        while !source.isEmpty, payload.count + tags.count < 20 {
            let name = source.piece()
            let content = source.piece()
            if name.starts(with: "data/".utf8) { payload.append((name, content)) } else { tags.append((name, content)) }
        }
        let manifest = lines(payload) + (switches & 1 != 0 ? extraManifestLines : [])
        tags += [
            (Array(BagDeclaration.fileName.utf8), BagDeclaration.bytes), (Array(BagInfo.fileName.utf8), info),
            (Array(Manifest.payloadName.utf8), manifest),
        ]
        let tagManifest = lines(tags) + (switches & 2 != 0 ? extraManifestLines : [])
        let files = payload + tags + [(Array(Manifest.tagName.utf8), tagManifest)]
        ZipTarget.run(PlainZip.bytes(files.map { (Array("b/".utf8) + $0.name, $0.bytes) }, namesAreUTF8: switches & 4 != 0))
    }

    private static func lines(_ files: [(name: [UInt8], bytes: [UInt8])]) -> [UInt8] {
        files.flatMap { Array("\(Digest(of: $0.bytes))  ".utf8) + $0.name + [0x0A] }
    }
}

/// A zip of stored entries, without anything special.
enum PlainZip {
    static func bytes(_ files: [(name: [UInt8], bytes: [UInt8])], namesAreUTF8: Bool) -> [UInt8] {
        var zip: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in files {
            var checksum = Checksum()
            bytes.withUnsafeBytes { checksum.update($0) }
            var common: [UInt8] = [20, 0, 0, namesAreUTF8 ? 8 : 0, 0, 0, 0, 0, 0x21, 0]
            common.appendLittleEndian(checksum.value, bytes: 4)
            common.appendLittleEndian(Int64(bytes.count), bytes: 4)
            common.appendLittleEndian(Int64(bytes.count), bytes: 4)
            common.appendLittleEndian(Int64(name.count), bytes: 2)
            common += [0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 3] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81]
            directory.appendLittleEndian(Int64(zip.count), bytes: 4)
            directory += name
            zip += [0x50, 0x4B, 3, 4] + common + name + bytes
        }
        let offset = Int64(zip.count)
        zip += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        zip.appendLittleEndian(Int64(files.count), bytes: 2)
        zip.appendLittleEndian(Int64(files.count), bytes: 2)
        zip.appendLittleEndian(Int64(directory.count), bytes: 4)
        zip.appendLittleEndian(offset, bytes: 4)
        return zip + [0, 0]
    }
}
