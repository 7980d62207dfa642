/// A part of a configuration file that says which keys it knows and what is wrong with its values.
protocol Section: Decodable, Sendable, Equatable {
    associatedtype CodingKeys: CodingKey & CaseIterable
    /// What is out of range; empty where all is well.
    var faults: [Fault] { get }
}

/// A value that cannot be used: the key, and why.
struct Fault: Sendable {
    let key: any CodingKey
    let why: String

    init(_ key: any CodingKey, _ english: String, _ chinese: String) {
        self.key = key
        why = "\(english) / \(chinese)"
    }
}

/// Decodes a section and refuses unknown keys and values out of range, each by its key.
struct Checked<Value: Section>: Decodable, Sendable, Equatable {
    let value: Value

    init(from decoder: any Decoder) throws {
        let known = Set(Value.CodingKeys.allCases.map(\.stringValue))
        let present = try decoder.container(keyedBy: AnyKey.self)
        if let stranger = present.allKeys.first(where: { !known.contains($0.stringValue) }) {
            let list = known.sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath + [stranger], debugDescription: "the key is not known / 未知的键；known here / 此处可用：\(list)")
            )
        }
        value = try Value(from: decoder)
        if let fault = value.faults.first {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath + [fault.key], debugDescription: fault.why))
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes a section as ``Checked`` does.
    func section<Value: Section>(forKey key: Key) throws -> Value {
        try decode(Checked<Value>.self, forKey: key).value
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
