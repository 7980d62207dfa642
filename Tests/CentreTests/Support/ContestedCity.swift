import Foundation
import Programme
import Records
import TestSupport

@testable import Centre

/// Cities in which offices contradict each other.
enum ContestedCity {
    /// 410305 and 410311 have given the party two accounts.
    static func accounts(
        _ suffix: String = "",
        name: String = "洛阳试样轴承有限公司",
        _ first: String = "6222000011110005",
        _ second: String = "6222000011110011"
    ) async throws -> (city: TestCity, conflict: String) {
        let city = try await TestCity.withRegisters(suffix)
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T10:00:00+08:00", ["party": Rows.party(name: name)]))
        try await city.drain(at: "2025-03-03T11:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(name: name, account: first)]))
        try city.send(city.next(TestCity.luolong, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(name: name, account: second)]))
        try await city.drain(at: "2025-03-04T11:00:00+08:00")
        return (city, ConflictID.id(of: RecordKey(.party, Rows.firm), group: "bank"))
    }

    /// A claim that passed, and then a second office that gives its contract another amount: the review is held.
    static func contract(_ suffix: String = "") async throws -> (city: TestCity, conflict: String) {
        let city = try await TestCity.withRegisters(suffix)
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        try city.send(city.next(TestCity.luolong, at: "2025-06-20T18:30:00+08:00", ["contract": Rows.contract(amount: "900")]))
        try await city.drain(at: "2025-06-20T20:00:00+08:00")
        return (city, ConflictID.id(of: RecordKey(.contract, "410305-K1"), group: "contract"))
    }

    /// The commands of `log/conflicts.log` for one conflict, as they stand there, one for each side.
    static func commands(_ city: TestCity, _ conflict: String) throws -> [String] {
        try log(city).components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("voucherd resolve \(conflict) ") }
    }

    static func log(_ city: TestCity) throws -> String { try String(contentsOfFile: city.root.log + "/conflicts.log", encoding: .utf8) }
}
