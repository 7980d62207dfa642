/// The 64-bit values of a header's zip64 extra field, which stand in for those 32-bit fields that are all ones, in their order (APPNOTE 4.5.3).
struct Zip64Fields {
    private static let marker: Int64 = 0xFFFF_FFFF
    private var rest: [UInt8]?

    init(_ extra: [UInt8]) {
        var index = 0
        while index + 4 <= extra.count {
            let length = extra.littleEndian16(at: index + 2)
            guard index + 4 + length <= extra.count else { return }
            if extra.littleEndian16(at: index) == 1 {
                rest = Array(extra[index + 4..<index + 4 + length])
                return
            }
            index += 4 + length
        }
    }

    /// The value of the next 32-bit field, or `nil` where its 64-bit value is missing.
    mutating func value(_ short: Int64) -> Int64? {
        guard short == Zip64Fields.marker, let bytes = rest else { return short }
        guard bytes.count >= 8 else { return nil }
        rest = Array(bytes.dropFirst(8))
        return bytes.littleEndian64(at: 0)
    }
}
