/// A manifest of a bag: each file it vouches for, with its checksum (RFC 8493, sections 2.1.3 and 2.2.1).
struct Manifest {
    static let payloadName = "manifest-sha256.txt"
    static let tagName = "tagmanifest-sha256.txt"
    static let signatureName = "tagmanifest-sha256.txt.sig"

    struct Line {
        let path: String
        /// Lower-case hexadecimal digits; of an algorithm not known here, whatever stands in their place.
        let checksum: String
        let number: Int
    }

    /// The manifest's own name.
    let file: String
    /// `nil` where it is not known here: such a manifest proves nothing.
    let algorithm: ManifestAlgorithm?
    let lines: [Line]
    /// `String` compares by canonical equivalence, so a name that the zip holds decomposed is found here too.
    private let places: [String: Int]

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - isPayload: whether its paths must, or must not, lie below `data/`.
    ///   - longestPath: beyond how many bytes a path is refused; nothing compares a longer one.
    init(
        _ bytes: [UInt8],
        file: String,
        isPayload: Bool,
        algorithm: ManifestAlgorithm? = .sha256,
        longestPath: Int = .max
    ) throws(BagError) {
        var lines: [Line] = []
        var places: [String: Int] = [:]
        for (number, text) in try TagText(bytes, file: file, code: .manifestLine).lines {
            let line = try Manifest.line(text, number: number, file: file, algorithm)
            guard line.path.utf8.count <= longestPath else {
                throw .refused(
                    .limitPathBytes,
                    file: file,
                    line: number,
                    "a path of \(line.path.utf8.count) bytes, more than the limit of \(longestPath)",
                    "路径长 \(line.path.utf8.count) 字节，超过上限 \(longestPath) 字节"
                )
            }
            try Manifest.checkPath(line, isPayload: isPayload, file: file)
            guard places.updateValue(lines.count, forKey: line.path) == nil else {
                throw .refused(.manifestRepeated, file: file, line: number, "\(line.path.excerpt) is listed twice", "“\(line.path.excerpt)”被列出两次")
            }
            lines.append(line)
        }
        self.file = file
        self.algorithm = algorithm
        self.lines = lines
        self.places = places
    }

    /// The place in ``lines`` of a path, if it is listed.
    func place(of path: String) -> Int? { places[path] }

    /// What the manifest says of a file, if it lists it and its algorithm is known.
    func claim(of path: String) -> ContentProof.Claim? {
        guard let algorithm, let place = places[path] else { return nil }
        return ContentProof.Claim(manifest: file, algorithm: algorithm, checksum: lines[place].checksum)
    }

    /// The algorithm that a name such as `manifest-sha512.txt` ends in, or `nil` where it is not the name of a manifest.
    ///
    /// - Parameter prefix: `manifest-` or `tagmanifest-`.
    static func algorithmName(of file: String, prefix: String) -> String? {
        guard file.hasPrefix(prefix), file.hasSuffix(".txt") else { return nil }
        let name = file.dropFirst(prefix.count).dropLast(4).lowercased()
        return !name.isEmpty && name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) ? name : nil
    }

    /// The text of a manifest, its lines sorted by path.
    static func bytes(of checksums: [String: some CustomStringConvertible]) -> [UInt8] {
        let sorted = checksums.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Array(sorted.map { "\($0.value)  \($0.key)\n" }.joined().utf8)
    }

    /// A line's checksum and path, or `nil` where it does not have both.
    static func parts(of text: ArraySlice<UInt8>) -> (checksum: String, path: String)? {
        let digits = text.prefix { !$0.isBlank }
        var path = text[digits.endIndex...].drop { $0.isBlank }
        // The mark by which sha256sum says that it read the file as binary.
        if path.first == UInt8(ascii: "*") { path = path.dropFirst() }
        guard !digits.isEmpty, !path.isEmpty else { return nil }
        return (String(decoding: digits, as: UTF8.self).lowercased(), String(decoding: path, as: UTF8.self))
    }

    private static func line(_ text: ArraySlice<UInt8>, number: Int, file: String, _ algorithm: ManifestAlgorithm?) throws(BagError) -> Line {
        if let (checksum, path) = parts(of: text), isChecksum(checksum, algorithm) {
            return Line(path: path, checksum: checksum, number: number)
        }
        let title = algorithm.map { "\($0.title) in \($0.digits) hexadecimal digits" } ?? "checksum"
        let chineseTitle = algorithm.map { "\($0.digits) 位十六进制 \($0.title)" } ?? "校验值"
        throw .refused(
            .manifestLine,
            file: file,
            line: number,
            "the line is not a \(title), blanks and a path",
            "该行不是“\(chineseTitle)、空格、路径”的格式"
        )
    }

    private static func isChecksum(_ text: String, _ algorithm: ManifestAlgorithm?) -> Bool {
        guard let algorithm else { return true }
        return text.utf8.count == algorithm.digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func checkPath(_ line: Line, isPayload: Bool, file: String) throws(BagError) {
        func refused(_ english: String, _ chinese: String) -> BagError {
            .refused(.manifestPath, file: file, line: line.number, "\(line.path.excerpt): \(english)", "“\(line.path.excerpt)”：\(chinese)")
        }
        if let (english, chinese) = EntryName.objection(to: line.path) { throw refused(english, chinese) }
        // RFC 8493 writes CR, LF and % as escapes and its tools disagree about them; the exchange format does without.
        if line.path.utf8.contains(UInt8(ascii: "%")) { throw refused("the path holds a '%'", "路径含有 %") }
        // Tools take blanks and marks before a path as belonging to the line, or to the path.
        if let first = line.path.utf8.first, first.isBlank || first == UInt8(ascii: "*") {
            throw refused("the path begins with a blank or '*'", "路径以空白或 * 开头")
        }
        guard line.path.utf8.starts(with: "data/".utf8) == isPayload else {
            throw isPayload
                ? refused("a payload path begins with data/", "有效载荷路径应以 data/ 开头") : refused("a tag file lies outside data/", "标签文件不在 data/ 之内")
        }
        if line.path == Manifest.tagName { throw refused("a tag manifest lists no tag manifest", "标签清单不能列入标签清单") }
    }
}
