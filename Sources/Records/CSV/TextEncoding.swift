/// The encodings in which a CSV file may arrive (交换格式 §4); what is written is always UTF-8 without BOM.
///
/// GB18030 has GBK and GB2312 as subsets, so it stands for all three.
public enum TextEncoding: String, Sendable, Hashable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"
}

/// Why bytes are not text. No character is ever replaced: text that cannot be read whole is not read at all.
public enum TextFlaw: Error, Hashable, Sendable {
    /// No BOM, and not UTF-8 either: read the file again from its start as ``TextEncoding/gb18030``.
    case notUTF8
    /// A sequence that the encoding does not have.
    case malformed(TextEncoding)
    /// The file ends inside a character.
    case truncated(TextEncoding)
    /// A NUL character: binary data, or UTF-16 without its BOM.
    case nul
    /// The system has no converter for the encoding.
    case noConverter(TextEncoding)
}

extension TextFlaw: CustomStringConvertible {
    /// For the log.
    public var description: String {
        switch self {
        case .notUTF8: "not UTF-8, and without a byte order mark"
        case .malformed(let encoding): "bytes that are not \(encoding.rawValue)"
        case .truncated(let encoding): "the file ends inside a \(encoding.rawValue) character"
        case .nul: "a NUL character"
        case .noConverter(let encoding): "this system has no converter for \(encoding.rawValue) (Debian: package libc6)"
        }
    }

    /// For the office.
    public var reasonInChinese: String {
        switch self {
        case .notUTF8: "不是 UTF-8 编码，也没有字节序标记（BOM）"
        case .malformed(let encoding): "含有不属于 \(encoding.rawValue) 编码的字节"
        case .truncated(let encoding): "文件在一个 \(encoding.rawValue) 字符中间结束，可能被截断"
        case .nul: "含有空字符（NUL），可能是二进制文件，或是没有 BOM 的 UTF-16"
        case .noConverter(let encoding): "中心的系统缺少 \(encoding.rawValue) 转换表，请与中心联系"
        }
    }
}
