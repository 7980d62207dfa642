/// Why a bag could not be written.
public enum BagWriterError: Error, Sendable, CustomStringConvertible {
    /// A file of the content or the zip itself could not be opened, read or written.
    case file(FileFailure)
    /// A path that no reader of the exchange format would take, with the reason in English and Chinese.
    case path(String, english: String, chinese: String)
    /// A field of bag-info.txt whose label or value cannot stand in one line.
    case field(String)
    /// libarchive could not go on; its message.
    case zip(String)

    public var description: String {
        switch self {
        case .file(let failure): failure.description
        case .path(let path, let english, _): "\(path): \(english)"
        case .field(let label): "bag-info.txt: the field \(label) cannot be written in one line"
        case .zip(let message): "the zip cannot be written: \(message)"
        }
    }

    /// For the office, in Chinese.
    public var chinese: String {
        switch self {
        case .file(let failure): "文件读写失败：\(failure)"
        case .path(let path, _, let chinese): "“\(path)”：\(chinese)"
        case .field(let label): "bag-info.txt 的字段 \(label) 含有换行等字符，无法写入"
        case .zip(let message): "压缩包写入失败：\(message)"
        }
    }
}
