import Foundation
import Programme
import Testing

/// Vectors worked out by hand or by other programs, in `Fixtures/`.
@Suite("Vectors")
struct VectorTests {
    private func rows(_ name: String) throws -> [[String]] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        let text = try String(contentsOf: url, encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        try #require(!rows.isEmpty)
        return Array(rows)
    }

    @Test("a share is rounded down to the fen, and the cap comes after the rate")
    func amounts() throws {
        for row in try rows("amount_vectors.csv") {
            let numbers = try row.map { try #require(Int64($0)) }
            let share = Fen(numbers[0]).share(basisPoints: numbers[1])
            #expect(share.amount == numbers[2] && min(share, Fen(10_000_000)).amount == numbers[3], "\(row)")
        }
    }

    @Test("the fifth working day, the first day excluded; a year that is not there has no answer")
    func workdays() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let calendar = try Workdays(csv: try String(contentsOf: url.appending(path: "config/workdays.csv"), encoding: .utf8))
        for row in try rows("workday_vectors.csv") {
            let start = try #require(Day(row[0]))
            #expect(calendar.isWorking(start) == (row[2] == "1"), "\(row)")
            #expect(calendar.day(5, after: start) == Day(row[3]), "\(row)")
            // With the first day counted, where that is a working day (the city's practice for publicity).
            #expect(calendar.day(5, after: start.adding(days: -1)) == Day(row[4]), "\(row)")
        }
    }

    @Test("credit codes are told apart by GB 32100, letters of authority included")
    func codes() throws {
        for row in try rows("uscc_vectors.csv") {
            let (input, expected) = (row[0], row[1].replacing("\"", with: ""))
            switch expected {
            case "VALID",
                _ where expected.hasPrefix("VALID per"):
                #expect(USCC(input)?.description == input, "\(row)")
            case "INVALID raw; VALID after upper-casing": #expect(USCC(input)?.description == input.uppercased(), "\(row)")
            case "VALID after removing spaces":
                #expect(USCC(input) == nil, "\(row)")
                #expect(USCC(input.filter { $0 != " " }) != nil, "\(row)")
            case "USCC checksum VALID",
                _ where expected.hasPrefix("USCC checksum VALID"):
                #expect(USCC(input)?.organisationCodeHolds == false, "\(row)")
            default:
                #expect(expected.hasPrefix("INVALID"), "\(row)")
                #expect(USCC(input) == nil, "\(row)")
            }
        }
    }
}
