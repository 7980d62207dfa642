/// Why a sample world could not be written.
public enum SampleWriterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder holds something already; a sample never writes over it.
    case notEmpty(String)
    /// A file or folder could not be read, made or written; the system's own words.
    case file(path: String, operation: String, reason: String)
    /// A key could not be made from the seed.
    case key(String)

    public var description: String {
        switch self {
        case .notEmpty(let path): "\(path) is not empty: name a new folder, or remove this one first. 目录非空，请换一个新目录或先行删除。"
        case .file(let path, let operation, let reason): "\(path): cannot \(operation): \(reason). 文件读写失败。"
        case .key(let office): "no key could be made for \(office). 无法生成密钥。"
        }
    }
}
