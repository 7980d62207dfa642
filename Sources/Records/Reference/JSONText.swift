import Foundation

/// JSON for people and programs alike: indented, keys sorted, Chinese as it is, one line feed at the end. The same value gives the same bytes.
public enum JSONText {
    /// The text of a value.
    public static func encode(_ value: some Encodable) throws(EncodingError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value)) + [0x0A]
        } catch let error as EncodingError {
            throw error
        } catch {
            throw .invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: "\(error)"))
        }
    }
}
