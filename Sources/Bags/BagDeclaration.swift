/// bagit.txt: the declaration that a folder is a bag of version 1.0 whose tag files are UTF-8 (RFC 8493, section 2.1.1).
enum BagDeclaration {
    static let fileName = "bagit.txt"
    static let bytes = Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)

    static func check(_ bytes: [UInt8]) throws(BagError) {
        let lines = try TagText(bytes, file: fileName, code: .declaration).lines.map { String(decoding: $0.bytes, as: UTF8.self) }
        guard lines.count == 2, lines[0] == "BagIt-Version: 1.0", lines[1].lowercased() == "tag-file-character-encoding: utf-8" else {
            throw .refused(
                .declaration,
                file: fileName,
                "the file does not declare BagIt-Version 1.0 and Tag-File-Character-Encoding UTF-8 in its two lines",
                "该文件的两行没有声明 BagIt-Version 1.0 和 Tag-File-Character-Encoding UTF-8"
            )
        }
    }
}
