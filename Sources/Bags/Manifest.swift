import Programme

/// A SHA-256 manifest of a bag: each file it vouches for, with its digest (RFC 8493, sections 2.1.3 and 2.2.1).
struct Manifest {
    static let payloadName = "manifest-sha256.txt"
    static let tagName = "tagmanifest-sha256.txt"
    static let signatureName = "tagmanifest-sha256.txt.sig"

    struct Line {
        let path: String
        let digest: Digest
        let number: Int
    }

    let lines: [Line]
    /// `String` compares by canonical equivalence, so a name that the zip holds decomposed is found here too.
    private let places: [String: Int]

    /// Reads a manifest.
    ///
    /// - Parameter isPayload: whether its paths must, or must not, lie below `data/`.
    init(_ bytes: [UInt8], file: String, isPayload: Bool) throws(BagError) {
        var lines: [Line] = []
        var places: [String: Int] = [:]
        for (number, text) in try TagText(bytes, file: file, code: .manifestLine).lines {
            let line = try Manifest.line(text, number: number, file: file)
            try Manifest.checkPath(line, isPayload: isPayload, file: file)
            guard places.updateValue(lines.count, forKey: line.path) == nil else {
                throw .refused(.manifestRepeated, file: file, line: number, "\(line.path) is listed twice", "“\(line.path)”被列出两次")
            }
            lines.append(line)
        }
        self.lines = lines
        self.places = places
    }

    /// The place in ``lines`` of a path, if it is listed.
    func place(of path: String) -> Int? { places[path] }

    /// The text of a manifest, its lines sorted by path.
    static func bytes(of digests: [String: Digest]) -> [UInt8] {
        let sorted = digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Array(sorted.map { "\($0.value)  \($0.key)\n" }.joined().utf8)
    }

    private static func line(_ text: ArraySlice<UInt8>, number: Int, file: String) throws(BagError) -> Line {
        let digits = text.prefix { !$0.isBlank }
        var path = text[digits.endIndex...].drop { $0.isBlank }
        // The mark by which sha256sum says that it read the file as binary.
        if path.first == UInt8(ascii: "*") { path = path.dropFirst() }
        guard let digest = Digest(hex: String(decoding: digits, as: UTF8.self)), !path.isEmpty else {
            throw .refused(
                .manifestLine,
                file: file,
                line: number,
                "the line is not a SHA-256 in 64 hexadecimal digits, blanks and a path",
                "该行不是“64 位十六进制 SHA-256、空格、路径”的格式"
            )
        }
        return Line(path: String(decoding: path, as: UTF8.self), digest: digest, number: number)
    }

    private static func checkPath(_ line: Line, isPayload: Bool, file: String) throws(BagError) {
        func refused(_ english: String, _ chinese: String) -> BagError {
            .refused(.manifestPath, file: file, line: line.number, "\(line.path): \(english)", "“\(line.path)”：\(chinese)")
        }
        if let (english, chinese) = EntryName.objection(to: line.path) { throw refused(english, chinese) }
        // RFC 8493 writes CR, LF and % as escapes and its tools disagree about them; the exchange format does without.
        if line.path.utf8.contains(UInt8(ascii: "%")) { throw refused("the path holds a '%'", "路径含有 %") }
        guard line.path.utf8.starts(with: "data/".utf8) == isPayload else {
            throw isPayload
                ? refused("a payload path begins with data/", "有效载荷路径应以 data/ 开头") : refused("a tag file lies outside data/", "标签文件不在 data/ 之内")
        }
        if line.path == Manifest.tagName { throw refused("a tag manifest cannot list itself", "标签清单不能列入自身") }
    }
}
