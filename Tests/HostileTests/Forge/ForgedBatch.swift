import Programme

@testable import Bags

/// A batch of one office in the making: every part can be replaced at the step at which an attacker would, before or after digests and signature.
struct ForgedBatch {
    static let office = OfficeCode("410305")!
    static let exportedAt = Instant("2025-03-03T18:00:00+08:00")!

    /// Where in its office's chain the batch stands.
    struct Seat: Sendable {
        var sequence: Int
        var previous: Digest?
        var key: SSHPrivateKey
        /// A key that allowed_signers gives to another office.
        var otherOfficesKey: SSHPrivateKey
    }

    let seat: Seat
    var top = "batch"
    var fields: [BagInfo.Field]
    /// The lines of bag-info.txt, where they are not to be made from ``fields``.
    var info: [UInt8]?
    var payload: [(name: [UInt8], bytes: [UInt8])] = []
    /// Tag files beside the three, listed in the tag manifest.
    var tags: [(name: String, bytes: [UInt8])] = []
    /// Tag files that no manifest lists.
    var unlisted: [(name: String, bytes: [UInt8])] = []
    var declaration = BagDeclaration.bytes
    var manifest: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    var tagManifest: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Makes the signature file from the tag manifest; `nil` leaves it out.
    var signature: @Sendable (Seat, [UInt8]) -> [UInt8]? = { $0.key.signature(over: $1, namespace: BatchHeader.namespace).armored }
    var without: Set<String> = []

    init(_ seat: Seat) {
        self.seat = seat
        fields =
            BatchHeader(
                identity: BatchIdentity(office: ForgedBatch.office, epoch: 1, sequence: seat.sequence),
                previous: seat.previous,
                exportedAt: ForgedBatch.exportedAt,
                acknowledges: 0
            ).fields
        add("data/records/project.csv", "id,party_uscc,project_name,summary\n\(seat.project),91410305MA8U667107,高速轴承,研究轴承\n")
    }

    mutating func add(_ name: String, _ bytes: [UInt8]) { payload.append((Array(name.utf8), bytes)) }
    mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

    /// Replaces the table of projects.
    mutating func table(_ bytes: [UInt8]) { payload[0].bytes = bytes }
    mutating func table(_ text: String) { table(Array(text.utf8)) }

    /// Replaces a field of bag-info.txt, or with `nil` leaves it out.
    mutating func set(_ label: String, _ value: String?) {
        guard let place = fields.firstIndex(where: { $0.label == label }) else {
            if let value { fields.append(BagInfo.Field(label, value)) }
            return
        }
        if let value { fields[place] = BagInfo.Field(label, value) } else { fields.remove(at: place) }
    }

    /// The zip, and the digest by which the next batch names this one.
    func sealed() -> (zip: ForgedZip, digest: Digest) {
        let info = info ?? BagInfo(fields: fields).bytes
        let lines = payload.sorted { $0.name.lexicographicallyPrecedes($1.name) }.flatMap { ForgedBatch.line($0.name, $0.bytes) }
        var listed: [(name: String, bytes: [UInt8])] = [
            ("bagit.txt", declaration), ("bag-info.txt", info), ("manifest-sha256.txt", manifest(lines)),
        ]
        listed += tags
        listed.removeAll { without.contains($0.name) }
        let tagManifest = tagManifest(listed.flatMap { ForgedBatch.line(Array($0.name.utf8), $0.bytes) })
        var files = payload + (listed + [("tagmanifest-sha256.txt", tagManifest)] + unlisted).map { (Array($0.name.utf8), $0.bytes) }
        if let signature = signature(seat, tagManifest) { files.append((Array("tagmanifest-sha256.txt.sig".utf8), signature)) }
        files.removeAll { without.contains(String(decoding: $0.name, as: UTF8.self)) }
        let zip = ForgedZip(entries: files.map { ForgedZip.Entry(name: Array("\(top)/".utf8) + $0.name, $0.bytes) })
        return (zip, Digest(of: tagManifest))
    }

    private static func line(_ name: [UInt8], _ bytes: [UInt8]) -> [UInt8] { Array("\(Digest(of: bytes))  ".utf8) + name + [0x0A] }
}

extension ForgedBatch.Seat {
    /// The key of the record that the batch brings: each case has its own.
    var project: String { "410305-P\(sequence)" }
}
