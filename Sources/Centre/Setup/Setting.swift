import Bags
import Logging

/// One setting: its key, what it may be, and where it is kept.
struct Setting {
    /// What a value should have been.
    struct Refusal: Error {
        let english: String
        let chinese: String
    }

    static let variablePrefix = "VOUCHERD_"

    let section: String
    let name: String
    /// The value as ``put`` reads it.
    let text: (Settings) -> String
    /// Reads a value and keeps it.
    let put: (String, inout Settings) throws(Refusal) -> Void

    /// `intake.stale_after`.
    var key: String { "\(section).\(name)" }

    /// `VOUCHERD_INTAKE_STALE_AFTER`.
    var variable: String { Setting.variablePrefix + "\(section)_\(name)".uppercased() }

    /// Whether what becomes of a batch, once it is whole and its signature is judged, depends on it.
    var bearsOnDecisions: Bool { ["limits", "decisions", "finality"].contains(section) }

    /// Every setting there is.
    static var all: [Setting] {
        let most = Int(Int32.max)
        return [
            choice("intake", "signatures", \.intake.signatures),
            choice("intake", "after_taking", \.intake.afterTaking),
            duration("intake", "stale_after", \.intake.staleAfter),
            seconds("intake", "sweep_every", 1...86_400, \.intake.sweepEvery),
            seconds("intake", "sweep_jitter", 0...86_400, \.intake.sweepJitter),
            bytes("intake", "minimum_free_bytes", from: 0, \.intake.minimumFreeBytes),
            bytes("intake", "drain_table_bytes", from: 1, \.intake.drainTableBytes),
            bytes("limits", "zip_bytes", from: 1, \.bags.zipBytes),
            bytes("limits", "uncompressed_bytes", from: 1, \.bags.uncompressedBytes),
            bytes("limits", "ratio", from: 1, \.bags.ratio),
            bytes("limits", "ratio_after_bytes", from: 0, \.bags.ratioFloorBytes),
            number("limits", "entries", 1...most, \.bags.entries),
            number("limits", "path_bytes", 1...most, \.bags.pathBytes),
            number("limits", "path_levels", 1...most, \.bags.pathLevels),
            bytes("limits", "csv_bytes", from: 1, \.bags.csvFileBytes),
            number("limits", "row_bytes", 1...most, \.bags.csvRowBytes),
            number("limits", "cell_bytes", 1...most, \.bags.csvCellBytes),
            number("limits", "batch_rows", 1...most, \.bags.batchRows),
            choice("decisions", "applications", \.decisions.applications),
            number("finality", "working_days", 0...366, \.finality.workingDays),
            number("finality", "cases_per_drain", 1...most, \.finality.casesPerDrain),
            choice("log", "level", \.log.level),
            number("log", "conflict_blocks", 1...most, \.log.conflictBlocks),
            bytes("log", "rotate_bytes", from: 0, \.log.rotateBytes),
            number("log", "kept_files", 1...1000, \.log.keptFiles),
        ]
    }

    private static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ section: String,
        _ name: String,
        _ path: WritableKeyPath<Settings, Value>
    ) -> Setting {
        Setting(
            section: section,
            name: name,
            text: { $0[keyPath: path].rawValue },
            put: { text, settings throws(Refusal) in
                guard let value = Value(rawValue: text) else {
                    let known = Value.allCases.map(\.rawValue)
                    throw Refusal(
                        english: "'\(text)' is none of \(known.joined(separator: ", ")); write one of these",
                        chinese: "“\(text)”不在可选值之内；请写 \(known.joined(separator: "、")) 之一"
                    )
                }
                settings[keyPath: path] = value
            }
        )
    }

    private static func number(
        _ section: String,
        _ name: String,
        _ range: ClosedRange<Int>,
        _ path: WritableKeyPath<Settings, Int>
    ) -> Setting {
        Setting(
            section: section,
            name: name,
            text: { "\($0[keyPath: path])" },
            put: { text, settings throws(Refusal) in
                settings[keyPath: path] = try whole(text, in: range)
            }
        )
    }

    private static func bytes(_ section: String, _ name: String, from least: Int, _ path: WritableKeyPath<Settings, Int64>) -> Setting {
        Setting(
            section: section,
            name: name,
            text: { "\($0[keyPath: path])" },
            put: { text, settings throws(Refusal) in
                // Past 2^60 sums of sizes could overflow.
                settings[keyPath: path] = Int64(try whole(text, in: least...(1 << 60)))
            }
        )
    }

    private static func seconds(
        _ section: String,
        _ name: String,
        _ range: ClosedRange<Int>,
        _ path: WritableKeyPath<Settings, Duration>
    ) -> Setting {
        Setting(
            section: section,
            name: name,
            text: { "\($0[keyPath: path].components.seconds)" },
            put: { text, settings throws(Refusal) in
                settings[keyPath: path] = .seconds(try whole(text, in: range))
            }
        )
    }

    private static func duration(_ section: String, _ name: String, _ path: WritableKeyPath<Settings, Duration>) -> Setting {
        Setting(
            section: section,
            name: name,
            text: { "\($0[keyPath: path].components.seconds)s" },
            put: { text, settings throws(Refusal) in
                let units: [Character: Int] = ["h": 3600, "m": 60, "s": 1]
                guard let unit = text.last.flatMap({ units[$0] }), let count = digits(text.dropLast()), (1...1_000_000).contains(count) else {
                    throw Refusal(
                        english: "'\(text)' is not a time such as 24h, 90m or 30s",
                        chinese: "“\(text)”不是形如 24h、90m、30s 的时长"
                    )
                }
                settings[keyPath: path] = .seconds(count * unit)
            }
        )
    }

    private static func whole(_ text: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let value = digits(text[...]), range.contains(value) else {
            throw Refusal(
                english: "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound), without a unit",
                chinese: "“\(text)”不是 \(range.lowerBound) 到 \(range.upperBound) 之间的整数（不带单位）"
            )
        }
        return value
    }

    // Int("+5") is 5: a sign is no digit here.
    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
