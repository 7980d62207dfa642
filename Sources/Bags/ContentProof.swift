/// Holds one file's content, in one pass, against every manifest that lists it.
struct ContentProof {
    /// What a manifest says of a file.
    struct Claim {
        let manifest: String
        let algorithm: ManifestAlgorithm
        /// Lower-case hexadecimal digits.
        let checksum: String
    }

    private let path: String
    private var running: [(claim: Claim, hash: ContentHash)]

    init(_ path: String, _ claims: [Claim]) {
        self.path = path
        running = claims.map { ($0, ContentHash($0.algorithm)) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for index in running.indices { running[index].hash.update(bytes) }
    }

    mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// - Throws: ``BagError/refused(_:)`` with `BAG-DIGEST`, naming the file and the first manifest that it contradicts.
    func check() throws(BagError) {
        for (claim, hash) in running {
            let actual = hash.hex
            guard actual == claim.checksum else {
                let title = claim.algorithm.title
                throw .refused(
                    .digest,
                    file: path,
                    "\(claim.manifest) gives \(title) \(claim.checksum), the file has \(actual)",
                    "\(claim.manifest) 所列 \(title) 为 \(claim.checksum)，文件实际为 \(actual)"
                )
            }
        }
    }
}
