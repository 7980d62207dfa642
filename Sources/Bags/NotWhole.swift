/// What is there of a file that is not whole, and what is missing. Such a file waits; it is never taken for a bad one.
public struct NotWhole: Sendable, Equatable, CustomStringConvertible {
    /// What shows that the file is not whole.
    public enum Reason: Sendable, Equatable {
        /// No byte is there yet, or only the first few of a zip.
        case notBegun
        /// The end record is missing: the transfer was cut off or still runs.
        case cutOff
        /// The file has its full size, perhaps, but ends in that many zero bytes where the end record should be.
        case zeroTail(zeros: Int64)
        /// An end record is there, but that many bytes follow it.
        case bytesAfterEnd(Int64)
        /// The end record at the end does not fit the bytes before it: it belongs to a zip inside this one, or bytes are missing.
        case directoryMissing
        /// An entry is not there where the directory says, or does not inflate with the right CRC.
        case entryDamaged(String)
        /// The file changed while it was read.
        case changing
    }

    /// The size of the file in bytes.
    public let bytes: Int64
    public let reason: Reason

    init(bytes: Int64, _ reason: Reason) {
        self.bytes = bytes
        self.reason = reason
    }

    /// How many bytes of the file are content: the size without a tail of zeros.
    public var bytesPresent: Int64 {
        if case .zeroTail(let zeros) = reason { bytes - zeros } else { bytes }
    }

    /// For the log, in English.
    public var description: String {
        switch reason {
        case .notBegun: "\(bytes) bytes are there and they are not yet the beginning of a zip"
        case .cutOff: "\(bytes) bytes are there; the zip's end record is missing"
        case .zeroTail(let zeros): "\(bytesPresent) of \(bytes) bytes are there; the last \(zeros) are zero and the zip's end record is missing"
        case .bytesAfterEnd(let count): "\(bytes) bytes are there; \(count) of them follow the zip's end record"
        case .directoryMissing: "\(bytes) bytes are there; the zip's directory is not where its end record says"
        case .entryDamaged(let name): "\(bytes) bytes are there; the entry \(name) is missing or does not inflate with the right CRC"
        case .changing: "\(bytes) bytes were there; the file changed while it was read"
        }
    }

    /// For the office, in Chinese.
    public var chinese: String {
        switch reason {
        case .notBegun: "已到 \(bytes) 字节，尚不足以成为压缩包的开头"
        case .cutOff: "已到 \(bytes) 字节，缺少压缩包的结尾记录，传输尚未完成或已中断"
        case .zeroTail(let zeros): "文件 \(bytes) 字节中已到 \(bytesPresent) 字节，末尾 \(zeros) 字节为零，缺少压缩包的结尾记录"
        case .bytesAfterEnd(let count): "已到 \(bytes) 字节，其中 \(count) 字节在压缩包的结尾记录之后"
        case .directoryMissing: "已到 \(bytes) 字节，压缩包目录不在结尾记录所指的位置"
        case .entryDamaged(let name): "已到 \(bytes) 字节，其中“\(name)”缺失或校验码（CRC）不符，可能尚未传完"
        case .changing: "文件 \(bytes) 字节，读取时仍在变化"
        }
    }
}
