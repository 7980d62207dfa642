import Bags
import Centre
import Foundation
import Logging
import Records
import TestSupport
import Testing

@Suite("Settings") struct SettingsTests {
    private let place: TemporaryRoot

    init() throws {
        place = try TemporaryRoot()
    }

    private func load(_ yaml: String?, _ environment: [String: String] = [:]) async throws -> Settings {
        if let yaml { try place.write(yaml, to: "config/voucherd.yaml") }
        return try await Settings.load(file: place.path("config/voucherd.yaml"), environment: environment)
    }

    private func refusal(_ yaml: String?, _ environment: [String: String] = [:]) async throws -> ConfigurationError {
        let error = await #expect(throws: ConfigurationError.self) { _ = try await load(yaml, environment) }
        return try #require(error)
    }

    @Test("a missing file, an empty one and one of comments and empty sections all mean the defaults")
    func defaults() async throws {
        #expect(try await load(nil) == Settings())
        #expect(try await load("") == Settings())
        #expect(try await load("# nothing\nintake:\n  # signatures: required\nlimits:\n") == Settings())
    }

    @Test("the file that is shipped says the defaults")
    func shipped() async throws {
        #expect(try await Settings.load(file: Repository.configuration + "/voucherd.yaml", environment: [:]) == Settings())
    }

    @Test("every kind of value is read, and the limits reach the readers of bags and CSV")
    func values() async throws {
        let settings = try await load(
            """
            intake: {signatures: optional, after_taking: leave, stale_after: 90m, sweep_every: 5, sweep_jitter: 0, minimum_free_bytes: 0}
            limits:
              zip_bytes: 1000
              ratio: 50
              entries: 7
              csv_bytes: 300
              row_bytes: 200
              cell_bytes: "100"
            decisions:
              applications: by_ruling
            finality: {working_days: 3}
            log: {level: debug}
            """
        )
        #expect(settings.intake.signatures == .optional)
        #expect(settings.intake.afterTaking == .leave)
        #expect(settings.intake.staleAfter == .seconds(5400))
        #expect(settings.intake.sweepEvery == .seconds(5))
        #expect(settings.intake.sweepJitter == .zero)
        #expect(settings.intake.minimumFreeBytes == 0)
        #expect(settings.bags.zipBytes == 1000)
        #expect(settings.bags.ratio == 50)
        #expect(settings.bags.entries == 7)
        #expect(settings.csv.fileBytes == 300)
        #expect(settings.csv.rowBytes == 200)
        #expect(settings.csv.cellBytes == 100)
        #expect(settings.decisions.applications == .byRuling)
        #expect(settings.finality.workingDays == 3)
        #expect(settings.log.level == .debug)
    }

    @Test("the environment stands above the file")
    func environment() async throws {
        let variables = ["VOUCHERD_INTAKE_STALE_AFTER": "48h", "VOUCHERD_LIMITS_ZIP_BYTES": "1073741824", "VOUCHERD_LOG_LEVEL": "error", "HOME": "/"]
        let settings = try await load("intake:\n  stale_after: 1h\n  sweep_every: 7\n", variables)
        #expect(settings.intake.staleAfter == .seconds(48 * 3600))
        #expect(settings.intake.sweepEvery == .seconds(7))
        #expect(settings.bags.zipBytes == 1 << 30)
        #expect(settings.log.level == .error)
    }

    @Test(
        "a wrong value is refused with its line and key",
        arguments: [
            ("intake:\n  signatures: maybe\n", 2, "intake.signatures"), ("intake:\n  stale_after: 24\n", 2, "intake.stale_after"),
            ("intake:\n  stale_after: -1h\n", 2, "intake.stale_after"), ("intake:\n  stale_after:\n", 2, "intake.stale_after"),
            ("intake:\n  sweep_every: 0\n", 2, "intake.sweep_every"), ("\n\nlimits:\n  entries: 1_000\n", 4, "limits.entries"),
            ("limits:\n  ratio: 1.5\n", 2, "limits.ratio"), ("limits:\n  zip_bytes: 99999999999999999999\n", 2, "limits.zip_bytes"),
            ("log:\n  level: loud\n", 2, "log.level"), ("log:\n  level: [info]\n", 2, "log.level"), ("log: info\n", 1, "log"),
        ]
    )
    func wrongValue(yaml: String, line: Int, key: String) async throws {
        let error = try await refusal(yaml)
        #expect(error.line == line)
        #expect(error.key == key)
        #expect(error.description.contains("config/voucherd.yaml, line \(line), \(key): "))
        #expect(!error.chinese.isEmpty)
    }

    @Test(
        "an unknown key is refused with its line, and the keys that there are",
        arguments: [
            ("intakes:\n  a: 1\n", 1, "intakes"), ("log:\n  level: info\n  colour: red\n", 3, "log.colour"), ("log.level: info\n", 1, "log.level"),
        ]
    )
    func unknownKey(yaml: String, line: Int, key: String) async throws {
        let error = try await refusal(yaml)
        #expect(error.line == line)
        #expect(error.key == key)
        #expect(error.english.contains("no such key"))
    }

    @Test("a key that is there twice, and text that is no YAML, are refused with the line")
    func noYAML() async throws {
        #expect(try await refusal("log:\n  level: info\nlog:\n  level: debug\n").english.contains("twice"))
        #expect(try await refusal("log:\n  level: \"info\n").line != nil)
        #expect(try await refusal("- a\n- b\n").line == 1)
    }

    @Test("text that is not UTF-8 is refused with the line")
    func notUTF8() async throws {
        try Data([0x23, 0x0A, 0xB0, 0xA1, 0x0A]).write(to: URL(filePath: place.path("config/voucherd.yaml")))
        let error = try await refusal(nil)
        #expect(error.line == 2)
        #expect(error.english.contains("UTF-8"))
    }

    @Test("a wrong or unknown variable is refused by its name; variables of others are passed over")
    func variables() async throws {
        let wrong = try await refusal("", ["VOUCHERD_INTAKE_SWEEP_EVERY": "soon"])
        #expect(wrong.file == "environment")
        #expect(wrong.key == "VOUCHERD_INTAKE_SWEEP_EVERY")
        #expect(try await refusal("", ["VOUCHERD_LOG_LEVELS": "info"]).key == "VOUCHERD_LOG_LEVELS")
        #expect(try await load("", ["VOUCHERD_WARNINGS": "errors"]) == Settings())
    }
}
