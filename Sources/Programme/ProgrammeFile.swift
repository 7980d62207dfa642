import Yams

/// The programme file (`config/programme.yaml`): every number, date, list and choice that the rules use, by the day it took effect.
///
/// The rules are code beside their articles; what another city or a later year would change is here (Art. 26).
///
///     let programme = try ProgrammeFile(yaml: text, digest: digest)
///     programme.version(on: day)?.standard.cap
public struct ProgrammeFile: Sendable, Equatable {
    /// The file's own name for itself; decisions and bundles carry it beside the digest.
    public let id: String
    /// The SHA-256 of the file's bytes.
    public let digest: Digest
    public let city: City
    /// The versions, by the day they took effect; no two overlap.
    public let versions: [ProgrammeVersion]

    /// Reads the file's text. An unknown key, a missing one, or a value out of its range is refused.
    ///
    /// - Parameter digest: the SHA-256 of the bytes that `text` was read from.
    /// - Throws: ``ProgrammeError`` that names the line and the key, in English and Chinese.
    public init(yaml text: String, digest: Digest) throws(ProgrammeError) {
        let contents: Contents
        do {
            contents = try YAMLDecoder().decode(Checked<Contents>.self, from: text).value
        } catch let error as DecodingError {
            throw ProgrammeFile.explained(error, in: text)
        } catch {
            throw ProgrammeError("programme.yaml: \(error) / 不是有效的 YAML")
        }
        id = contents.id
        city = contents.city
        versions = contents.versions.sorted { $0.effectiveFrom < $1.effectiveFrom }
        self.digest = digest
    }

    /// The version in force for applications of a day, or `nil` where none is: the rules then hold, they never guess (Art. 1).
    public func version(on day: Day) -> ProgrammeVersion? {
        versions.last { $0.effectiveFrom <= day && day <= $0.effectiveTo }
    }

    /// The last day on which an application can be made under any version (Art. 27).
    public var lastDay: Day? { versions.map(\.effectiveTo).max() }

    // MARK: - Decoding

    private struct Contents: Section {
        let id: String
        let city: City
        let versions: [ProgrammeVersion]

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id
            case city
            case versions
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            id = try container.decode(String.self, forKey: .id)
            city = try container.section(forKey: .city)
            versions = try container.decode([Checked<ProgrammeVersion>].self, forKey: .versions).map(\.value)
        }

        var faults: [Fault] {
            var faults: [Fault] = []
            if id.isEmpty || id.utf8.count > 60 { faults.append(Fault(CodingKeys.id, "must have 1 to 60 bytes", "须为 1 至 60 字节")) }
            if versions.isEmpty { faults.append(Fault(CodingKeys.versions, "must not be empty", "不得为空")) }
            let ordered = versions.sorted { $0.effectiveFrom < $1.effectiveFrom }
            for (earlier, later) in zip(ordered, ordered.dropFirst()) where later.effectiveFrom <= earlier.effectiveTo {
                let days = "\(later.effectiveFrom) <= \(earlier.effectiveTo)"
                faults.append(Fault(CodingKeys.versions, "two versions overlap (\(days))", "两个版本的有效期重叠（\(days)）"))
            }
            return faults
        }
    }

    private static func explained(_ error: DecodingError, in text: String) -> ProgrammeError {
        let (path, what): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath, "the key '\(key.stringValue)' is missing / 缺少此键")
            case .typeMismatch(_, let context): (context.codingPath, "the value is of another kind / 值的类型不符：\(context.debugDescription)")
            case .valueNotFound(_, let context): (context.codingPath, "the value is empty / 值为空")
            case .dataCorrupted(let context):
                (context.codingPath, context.underlyingError.map { "\(context.debugDescription) \($0)" } ?? context.debugDescription)
            @unknown default: ([], "\(error)")
            }
        let line = line(of: path, in: text).map { " line \($0)" } ?? ""
        let key = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().trimmingPrefix(".")
        return ProgrammeError("programme.yaml\(line): \(key.isEmpty ? "" : "\(key): ")\(what)")
    }

    /// The line that a key path leads to, as far as the text has it.
    private static func line(of path: [any CodingKey], in text: String) -> Int? {
        guard var node = (try? compose(yaml: text)) ?? nil else { return nil }
        var line = node.mark?.line
        for key in path {
            let next: Node?
            if let index = key.intValue {
                next = node.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            } else {
                line = node.mapping?.first { $0.key.string == key.stringValue }?.key.mark?.line ?? line
                next = node.mapping?[Node(key.stringValue)]
            }
            guard let next else { return line }
            if key.intValue != nil { line = next.mark?.line ?? line }
            node = next
        }
        return line
    }
}

/// Facts of the city that do not change with the regulation's versions.
public struct City: Sendable, Equatable {
    /// The first four digits of every division of the city.
    public let divisionPrefix: String
    /// Abolished division codes and what they became (2021).
    public let divisionSuccessors: [String: String]
}

extension City: Section {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case divisionPrefix = "division_prefix"
        case divisionSuccessors = "division_successors"
    }

    var faults: [Fault] {
        let isPrefix = divisionPrefix.utf8.count == 4 && divisionPrefix.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let areCodes = divisionSuccessors.allSatisfy { $0.key.utf8.count == 6 && $0.value.hasPrefix(divisionPrefix) && $0.value.utf8.count == 6 }
        return [
            isPrefix ? nil : Fault(CodingKeys.divisionPrefix, "must be four digits", "须为四位数字"),
            areCodes ? nil : Fault(CodingKeys.divisionSuccessors, "must map codes of six digits", "须为六位区划代码的对应"),
        ].compactMap(\.self)
    }
}
