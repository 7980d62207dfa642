import Foundation
import Programme
import Testing

@Suite("The programme file")
struct ProgrammeFileTests {
    private let digest = Digest(bytes: Array(repeating: 0, count: 32))

    private func shipped() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "config/programme.yaml"), encoding: .utf8)
    }

    private func edited(_ old: String, _ new: String) throws -> ProgrammeFile {
        let text = try shipped()
        try #require(text.contains(old))
        return try ProgrammeFile(yaml: text.replacing(old, with: new), digest: digest)
    }

    @Test("the file that ships is read, every section of it")
    func ships() throws {
        let file = try ProgrammeFile(yaml: try shipped(), digest: digest)
        #expect(file.id == "luoyang-2024-draft" && file.digest == digest)
        #expect(file.city.divisionSuccessors == ["410306": "410308", "410321": "410307", "410322": "410308", "410381": "410307"])
        let version = try #require(file.version(on: Day(2026, 3, 2)!))
        #expect(version.standard.ratesBasisPoints == [.highTech: 3000, .smallTech: 3000, .team: 5000])
        #expect(version.standard.cap == Fen(10_000_000))
        #expect(version.eligibility.previousNumberUntil.day(of: 2026) == Day("2026-03-31"))
        #expect(version.materials.evidenceKinds == EvidenceKind.allCases)
        #expect(version.periods.supplementWorkingDays == 15)
    }

    @Test("a file from before rounds were here is read as it was, with the days that the regulation gives")
    func older() throws {
        let lines = try shipped().split(separator: "\n", omittingEmptySubsequences: false)
        let older = lines.filter { !$0.contains("publicity_working_days") && !$0.contains("void_cut_off_working_day") }.joined(separator: "\n")
        let periods = try #require(try ProgrammeFile(yaml: older, digest: digest).versions.last).periods
        #expect(periods.publicityWorkingDays == 5)
        #expect(periods.voidCutOffWorkingDay == 10)
    }

    @Test("the first and last days are in force, the days around them are not")
    func bounds() throws {
        let file = try ProgrammeFile(yaml: try shipped(), digest: digest)
        for (day, isThere) in [("2023-12-31", false), ("2024-01-01", true), ("2026-12-31", true), ("2027-01-01", false)] {
            #expect((file.version(on: Day(day)!) != nil) == isThere, "\(day)")
        }
        #expect(file.lastDay == Day("2026-12-31"))
    }

    @Test(
        "what cannot be used is refused with its line and key",
        arguments: [
            ("    standard:", "    standart:", "versions[0].standart"), ("      hops: 6", "      hopps: 6", "versions[0].affiliation.hopps"),
            ("rates_bp: { HTE: 3000,", "rates_bp: { HTE: 30000,", "versions[0].standard.rates_bp"), ("TEAM: 5000 }", "TEAMS: 5000 }", "rates_bp"),
            ("      hops: 6", "      hops: 0", "versions[0].affiliation.hops"), ("cap: \"100000.00\"", "cap: \"10万元\"", "versions[0].standard.cap"),
            ("dual_identity: lower", "dual_identity: higher", "versions[0].standard.dual_identity"),
            ("hte_validity_years: 3", "hte_validity_years: three", "hte_validity_years"),
            ("effective_to: 2026-12-31", "effective_to: 2023-12-31", "versions[0].effective_to"),
            ("sme_previous_number_until: 03-31", "sme_previous_number_until: 03-32", "sme_previous_number_until"),
            ("      parked_days: 30", "", "parked_days"), ("  division_prefix: \"4103\"", "  division_prefix: \"41\"", "city.division_prefix"),
            ("claim_grace_until: {}", "claim_grace_until: { 2026: 2026-12-31 }", "claim_grace_until"),
        ]
    )
    func refused(old: String, new: String, key: String) throws {
        let error = #expect(throws: ProgrammeError.self) { try edited(old, new) }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("programme.yaml line ") && text.contains(key), "\(text)")
    }

    @Test("text that is no YAML is refused", arguments: ["id: [", "id: a\nid: b\n", ""])
    func noYAML(text: String) {
        #expect(throws: ProgrammeError.self) { try ProgrammeFile(yaml: text, digest: digest) }
    }

    @Test("two versions that overlap are refused; two that follow each other answer each for its days")
    func versions() throws {
        let text = try shipped()
        let start = try #require(text.range(of: "  - effective_from"))
        let second = text[start.lowerBound...].replacing("effective_from: 2024-01-01", with: "effective_from: 2027-01-01")
            .replacing("effective_to: 2026-12-31", with: "effective_to: 2027-12-31").replacing("\"100000.00\"", with: "\"50000.00\"")
        let file = try ProgrammeFile(yaml: text + second, digest: digest)
        #expect(file.version(on: Day(2027, 1, 1)!)?.standard.cap == Fen(5_000_000))
        #expect(file.version(on: Day(2026, 12, 31)!)?.standard.cap == Fen(10_000_000))
        let overlapping = text + second.replacing("2027-01-01", with: "2026-12-31")
        #expect(throws: ProgrammeError.self) { try ProgrammeFile(yaml: overlapping, digest: digest) }
    }
}
