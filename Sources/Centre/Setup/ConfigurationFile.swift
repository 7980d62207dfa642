import Bags
import Glibc

/// A file of `config/`, read whole.
struct ConfigurationFile {
    /// Far beyond any real one; a larger file is not what its name says.
    static let largest = 16 << 20

    let path: String
    let bytes: [UInt8]
    /// The permission bits, such as 0o600.
    let mode: mode_t

    /// Reads a file.
    ///
    /// - Throws: ``ConfigurationError``; a missing file is one too.
    init(_ path: String) throws(ConfigurationError) {
        guard let file = try ConfigurationFile(ifThere: path) else {
            throw ConfigurationError(
                file: path,
                english: "the file is not there; copy it from the repository's config folder",
                chinese: "文件不存在；请从代码库的 config 文件夹复制一份"
            )
        }
        self = file
    }

    /// Reads a file, or gives `nil` where there is none.
    init?(ifThere path: String) throws(ConfigurationError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw ConfigurationFile.unreadable(path, FileFailure("open", path: path))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ConfigurationFile.unreadable(path, FileFailure("stat", path: path)) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationError(file: path, english: "this is no file; put a file there", chinese: "这不是文件；请在此处放置文件")
        }
        self.path = path
        mode = status.st_mode & 0o7777
        bytes = try ConfigurationFile.contents(of: descriptor, path)
    }

    /// A file that was read before, from that path.
    init(_ path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        mode = 0
    }

    /// The bytes as text, without a byte order mark.
    ///
    /// - Throws: ``ConfigurationError`` that names the line which is not UTF-8.
    func text() throws(ConfigurationError) -> String {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        let lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw ConfigurationError(
            file: path,
            line: line.map { $0 + 1 },
            english: "the text is not UTF-8; save the file as UTF-8",
            chinese: "文本不是 UTF-8 编码；请另存为 UTF-8"
        )
    }

    private static func contents(of descriptor: Int32, _ path: String) throws(ConfigurationError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path, FileFailure("read", path: path))
            }
            bytes += piece[..<count]
            guard bytes.count <= largest else {
                throw ConfigurationError(
                    file: path,
                    english: "the file is larger than \(largest) bytes; it is not what its name says",
                    chinese: "文件超过 \(largest) 字节，不是应有的配置文件"
                )
            }
        }
    }

    private static func unreadable(_ path: String, _ failure: FileFailure) -> ConfigurationError {
        ConfigurationError(
            file: path,
            english: "cannot be read: \(failure); let the daemon's user read it",
            chinese: "无法读取：\(failure)；请授予运行用户读取权限",
            failure: failure
        )
    }
}
