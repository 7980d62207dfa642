/// Payload-Oxum: the payload's size in bytes and its number of files, the cheap check that comes before the digests (RFC 8493, section 2.2.2).
///
/// BagIt leaves the field to the writer, and so does the exchange format: absent, the digests alone decide; present, it must be right and stand once.
struct PayloadOxum: Equatable {
    static let label = "Payload-Oxum"

    let bytes: Int64
    let files: Int

    /// `1234.5`.
    var text: String { "\(bytes).\(files)" }

    /// Holds what bag-info.txt says against the payload that the zip's directory shows.
    func check(against info: BagInfo) throws(BagError) {
        let stated = info.values(of: PayloadOxum.label)
        guard let value = stated.first else { return }
        guard stated.count == 1, value == text else {
            throw .refused(
                .oxum,
                file: BagInfo.fileName,
                "Payload-Oxum is '\(stated.joined(separator: "', '").excerpt)'; the payload has \(bytes) bytes in \(files) files: \(text)",
                "Payload-Oxum 写为“\(stated.joined(separator: "、").excerpt)”，实际有效载荷 \(bytes) 字节、\(files) 个文件，应为 \(text)"
            )
        }
    }
}
