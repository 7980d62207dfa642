/// Turns the bytes of a text file, pushed in chunks of any size, into strict UTF-8 without BOM and without NUL.
///
/// A byte order mark names UTF-8 or UTF-16 and is dropped. Without one the text is taken for UTF-8 until it shows that it is not;
/// since GB18030 text may by chance begin like UTF-8, that can be late in the file, so the decoder then throws ``TextFlaw/notUTF8``
/// and whoever holds the file reads it again from its start as ``TextEncoding/gb18030``. Whoever reads each file twice anyway, first
/// for its digest, asks ``EncodingProbe`` in the first pass and never meets that error.
///
/// A flawed UTF-8 text must not come out as Chinese gibberish, and most UTF-8 bytes are acceptable GB18030: once
/// ``damagedAfter`` three-byte characters have been read, a flaw is ``TextFlaw/malformed(_:)`` and no longer a sign of GB18030.
///
/// UTF-8 is checked and handed on without a copy. Memory: one chunk's text at most, for UTF-16; 64 KiB for GB18030.
public struct TextDecoder {
    /// So many three-byte UTF-8 characters show that a text is UTF-8. Of random GB18030 text, two in a hundred begin with a
    /// sequence that passes for one, and each further one is as rare again (measured).
    public static let damagedAfter = 4

    private enum Transcoding {
        case undecided
        case utf8(UTF8Scan, mayBeGB18030: Bool)
        case utf16(UTF16Transcoding)
        case gb18030(GB18030Transcoding)
    }

    private static let longestMark = 4
    private static let longestCharacter = 4

    private let stated: TextEncoding?
    private var transcoding = Transcoding.undecided
    /// Bytes that wait for the rest of their character, or of a byte order mark: fewer than four.
    private var carried: [UInt8] = []

    /// - Parameter encoding: what the file is known to be written in; `nil` to tell by byte order mark, else UTF-8.
    public init(encoding: TextEncoding? = nil) {
        stated = encoding
    }

    /// The encoding in use; `nil` until enough bytes are there to look for a byte order mark.
    public var encoding: TextEncoding? {
        switch transcoding {
        case .undecided: nil
        case .utf8: .utf8
        case .utf16(let transcoding): transcoding.bigEndian ? .utf16BigEndian : .utf16LittleEndian
        case .gb18030: .gb18030
        }
    }

    /// Takes the next bytes of the file and hands on what they complete, as UTF-8 in whole characters.
    ///
    /// Everything before a flaw is handed on before the flaw is thrown, so that its line can be told.
    /// - Throws: ``TextFlaw``, and what `text` throws. After an error the decoder is spent.
    public mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: (UnsafeRawBufferPointer) throws -> Void) throws {
        var bytes = bytes
        if case .undecided = transcoding {
            let wanted = min(TextDecoder.longestMark - carried.count, bytes.count)
            carried += bytes[..<wanted]
            bytes = UnsafeRawBufferPointer(rebasing: bytes[wanted...])
            guard carried.count == TextDecoder.longestMark else { return }
            try decide()
        }
        if !carried.isEmpty {
            let borrowed = min(TextDecoder.longestCharacter, bytes.count)
            let seam = carried + bytes[..<borrowed]
            let consumed = try seam.withUnsafeBytes { try convert($0, into: text) }
            guard consumed >= carried.count else {
                // Only a chunk of a few bytes fails to complete a character: all of it is in the seam.
                carried = Array(seam[consumed...])
                return
            }
            bytes = UnsafeRawBufferPointer(rebasing: bytes[(consumed - carried.count)...])
            carried.removeAll(keepingCapacity: true)
        }
        let consumed = try convert(bytes, into: text)
        carried += bytes[consumed...]
    }

    /// Says that the file ends here.
    /// - Throws: ``TextFlaw``, and what `text` throws.
    public mutating func finish(into text: (UnsafeRawBufferPointer) throws -> Void) throws {
        if case .undecided = transcoding {
            try decide()
            let consumed = try carried.withUnsafeBytes { try convert($0, into: text) }
            carried.removeFirst(consumed)
        }
        guard carried.isEmpty else { throw flaw(.truncated(encoding ?? .utf8)) }
    }

    private mutating func decide() throws {
        let marks: [(encoding: TextEncoding, bytes: [UInt8])] = [
            (.utf8, [0xEF, 0xBB, 0xBF]), (.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
            (.gb18030, [0x84, 0x31, 0x95, 0x33]),
        ]
        let mark = marks.first { mark in
            carried.starts(with: mark.bytes) && (mark.encoding == stated || stated == nil && mark.encoding != .gb18030)
        }
        if let mark { carried.removeFirst(mark.bytes.count) }
        switch stated ?? mark?.encoding ?? .utf8 {
        case .utf8: transcoding = .utf8(UTF8Scan(), mayBeGB18030: stated == nil && mark == nil)
        case .utf16LittleEndian: transcoding = .utf16(UTF16Transcoding(bigEndian: false))
        case .utf16BigEndian: transcoding = .utf16(UTF16Transcoding(bigEndian: true))
        case .gb18030: transcoding = .gb18030(try GB18030Transcoding())
        }
    }

    /// Hands on the whole characters of `bytes` and says how many bytes they took; fewer than four are left.
    private mutating func convert(_ bytes: UnsafeRawBufferPointer, into text: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        guard !bytes.isEmpty else { return 0 }
        switch transcoding {
        case .undecided:
            preconditionFailure("the encoding is decided before the first byte is converted")
        case .utf8(var scan, let mayBeGB18030):
            let (length, stop) = scan.prefix(of: bytes)
            transcoding = .utf8(scan, mayBeGB18030: mayBeGB18030)
            if length > 0 { try text(UnsafeRawBufferPointer(rebasing: bytes[..<length])) }
            switch stop {
            case .end: return length
            case .nul: throw TextFlaw.nul
            case .malformed: throw flaw(.malformed(.utf8))
            }
        case .utf16(let transcoding):
            var decoded: [UInt8] = []
            decoded.reserveCapacity(bytes.count + bytes.count / 2)
            let (consumed, flaw) = transcoding.append(bytes, to: &decoded)
            if !decoded.isEmpty { try decoded.withUnsafeBytes(text) }
            if let flaw { throw flaw }
            return consumed
        case .gb18030(let transcoding):
            let (consumed, flaw) = try transcoding.convert(bytes, into: text)
            if let flaw { throw flaw }
            return consumed
        }
    }

    private func flaw(_ flaw: TextFlaw) -> TextFlaw {
        guard case .utf8(let scan, true) = transcoding, scan.threeByteCharacters < TextDecoder.damagedAfter else { return flaw }
        return .notUTF8
    }
}
