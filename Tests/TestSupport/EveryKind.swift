import Bags
import Centre
import Foundation
import Programme

extension TestCity {
    /// A city that has a history, and in whose inbox every kind of file waits that may wait in one.
    public static func withEveryKind() async throws -> TestCity {
        let city = try await TestCity.withRegisters()
        let jianxi = TestCity.jianxi
        let luolong = TestCity.luolong
        let first = try city.send(city.next(jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        let account = city.next(jianxi, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110005")])
        try city.send(account)
        try city.send(city.next(luolong, at: "2025-03-04T10:00:00+08:00", ["party": Rows.party(account: "6222000011110011")]))
        try await city.drain(at: "2025-03-04T11:00:00+08:00")

        // A resolution of the conflict that these two made.
        let sides = try await city.lastBundle(luolong, "conflicts.csv")
        let seen = Set(sides.map { "\($0["office"]!)-\($0["epoch"]!)-\($0["sequence"]!):\($0["line"]!)" }).sorted().joined(separator: ";")
        let resolution = "410300-S1,\(sides[0]["id"]!),\(seen),410311,,开户许可证已核,王五\n"
        try city.send(
            city.next(
                .centre,
                at: "2025-06-20T09:00:00+08:00",
                ["resolution": "id,conflict_id,sides,office,values,reason,decided_by\n" + resolution]
            )
        )
        // A claim with its evidence, the same file again, and a contract of which another office says something else: a conflict.
        let claim = try city.pack(city.next(jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try city.drop(claim, as: "claim.zip")
        try city.drop(claim, as: "claim-again.zip")
        try city.send(city.next(luolong, at: "2025-06-20T18:30:00+08:00", ["contract": Rows.contract(amount: "900")]))
        // One that was applied long ago, from the office's own folder, and one that bears its number with other content.
        try FileManager.default.createDirectory(atPath: "\(city.root.inbox)/\(jianxi)", withIntermediateDirectories: true)
        try city.drop(first, as: "\(jianxi)/first.zip")
        var changed = account
        changed.tables["party"] = Rows.party(mobile: "13900000009")
        try city.drop(try city.pack(changed), as: "changed.zip")
        // One that waits for its predecessor.
        _ = try city.pack(city.next(luolong, at: "2025-06-21T18:00:00+08:00", ["party": Rows.party(mobile: "13900000001")]))
        try city.drop(
            try city.pack(city.next(luolong, at: "2025-06-22T18:00:00+08:00", ["party": Rows.party(mobile: "13900000002")])),
            as: "waits.zip"
        )
        // Refused at the gate, and refused for what its table says.
        var forged = city.next(TestCity.gaoxin, at: "2025-06-22T18:00:00+08:00", ["party": Rows.party(Rows.other, name: "洛阳示例机器人有限公司")])
        forged.signedBy = luolong
        try city.drop(try city.pack(forged), as: "forged.zip")
        var damaged = forged
        damaged.signedBy = nil
        damaged.tables = ["party": "no,key\n1,2\n"]
        try city.drop(try city.pack(damaged), as: "damaged.zip")
        // Still on its way, and nothing that concerns us.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: claim))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(city.root.inbox)/half.zip"))
        try Data("?".utf8).write(to: URL(fileURLWithPath: "\(city.root.inbox)/note.txt"))
        return city
    }
}
