import Centre
import Foundation
import Programme
import Records
import TestSupport
import Testing

@Suite("Offices") struct OfficesTests {
    private static let centre = entry("410300", role: "centre")

    private static func entry(
        _ code: String,
        name: String = "某区",
        role: String = "district",
        active: String = "true",
        since: String = "\"2020-01-01T00:00:00+08:00\""
    ) -> String {
        "  - code: \"\(code)\"\n    name: \(name)\n    role: \(role)\n    active: \(active)\n    since: \(since)\n"
    }

    private func offices(_ entries: String...) throws -> Offices {
        try Offices(yaml: "offices:\n" + entries.joined(), file: "config/offices.yaml")
    }

    @Test("the offices that are shipped are the centre, fourteen districts and counties, and two zones")
    func shipped() throws {
        let text = try String(contentsOfFile: Repository.configuration + "/offices.yaml", encoding: .utf8)
        let offices = try Offices(yaml: text, file: "offices.yaml")
        #expect(offices.all.count == 17)
        #expect(offices.activeDistricts.count == 16)
        let code = try #require(OfficeCode("4103Y1"))
        #expect(offices.names[code] == "伊滨区（洛阳经开区）")
        #expect(offices[.centre]?.role == .centre)
    }

    @Test("offices come in the order of their codes, and only active districts are waited for")
    func order() throws {
        let offices = try offices(
            OfficesTests.entry("410305"),
            OfficesTests.centre,
            OfficesTests.entry("410304", active: "false"),
            OfficesTests.entry("4103P1", role: "platform")
        )
        #expect(offices.all.map(\.code.description) == ["410300", "410304", "410305", "4103P1"])
        #expect(offices.activeDistricts.map(\.code.description) == ["410305"])
        #expect(offices.codes.count == 4)
    }

    @Test(
        "a wrong field is refused with its line and key",
        arguments: [
            (entry("41030"), 7, "offices[2].code"), (entry("410305", role: "county"), 9, "offices[2].role"),
            (entry("410305", role: "centre"), 9, "offices[2].role"), (entry("410305", active: "yes"), 10, "offices[2].active"),
            (entry("410305", since: "2020-01-01"), 11, "offices[2].since"),
            (entry("410305", since: "2020-02-30T00:00:00+08:00"), 11, "offices[2].since"),
            (entry("410305", name: "\"\""), 8, "offices[2].name"), (centre, 7, "offices[2].code"),
            (entry("410305") + "    fax: 1\n", 12, "offices[2].fax"),
            ("  - code: \"410305\"\n", 7, "offices[2].role"),
        ]
    )
    func wrongField(entry: String, line: Int, key: String) throws {
        let thrown = #expect(throws: ConfigurationError.self) { _ = try offices(OfficesTests.centre, entry) }
        let error = try #require(thrown)
        #expect(error.line == line)
        #expect(error.key == key)
        #expect(!error.chinese.isEmpty)
    }

    @Test("there is one centre, it is 410300, and it is active")
    func oneCentre() throws {
        #expect(throws: ConfigurationError.self) { _ = try offices(OfficesTests.entry("410305")) }
        #expect(throws: ConfigurationError.self) { _ = try offices(OfficesTests.entry("410300")) }
        #expect(throws: ConfigurationError.self) { _ = try offices(OfficesTests.entry("410300", role: "centre", active: "false")) }
        #expect(throws: ConfigurationError.self) { _ = try Offices(yaml: "", file: "offices.yaml") }
    }
}
