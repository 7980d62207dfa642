import Bags
import Foundation
import Glibc
import Programme
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("Rebuild and doctor from a shell", .enabled(if: Program.folder != nil))
struct RebuildCommandTests {
    private func voucherd(_ city: TestCity, _ arguments: String) throws -> Program.Outcome {
        try Program.paste("voucherd \(arguments) --root \(Shell.quoted(city.root.absolutePath))")
    }

    @Test("a check exits with 0 where nothing differs and with 1 where something does, in text and in JSON")
    func check() async throws {
        let city = try await TestCity.withRegisters()
        let good = try voucherd(city, "rebuild --check")
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("replay to the same store"))
        try CentralStore(path: city.root.database).write { try $0.setWaiting(1, for: "nothing", text: "手改") }
        let bad = try voucherd(city, "rebuild --check --format json")
        #expect(bad.status == 1)
        #expect(try (bad.json()["differences"] as? [String] ?? []).contains { $0.hasPrefix("table batch") })
        #expect(try bad.json()["version"] as? Int == 1)
    }

    @Test("a lost database is told by every command, with the way out, and the way out works")
    func lost() async throws {
        let city = try await TestCity.withRegisters()
        let export = try await city.export()
        city.loseStore()
        let status = try voucherd(city, "status")
        #expect(status.status == EX_DATAERR)
        #expect(status.errors.contains("voucherd rebuild"))
        let doctor = try voucherd(city, "doctor --as-of 2025-02-02T09:00:00+08:00")
        #expect(doctor.status == 1)
        #expect(doctor.output.contains("FAILURE  database"))
        let rebuilt = try voucherd(city, "rebuild")
        #expect(rebuilt.status == 0, "\(rebuilt.errors)")
        #expect(try await city.export() == export)
        let refused = try voucherd(city, "rebuild")
        #expect(refused.status == EX_DATAERR)
        #expect(refused.errors.contains("--replace"))
    }

    @Test("nothing is rebuilt while a daemon runs")
    func locked() async throws {
        let city = try await TestCity.withRegisters()
        let root = city.root
        let (rebuild, doctor) = try await InstanceLock.hold(root) {
            (try voucherd(city, "rebuild --replace"), try voucherd(city, "doctor --format json --as-of 2025-02-02T09:00:00+08:00"))
        }
        #expect(rebuild.status == EX_TEMPFAIL)
        let checks = try doctor.json()["checks"] as? [[String: Any]] ?? []
        #expect(checks.contains { $0["check"] as? String == "daemon" && ($0["english"] as? String)?.contains("process \(getpid())") == true })
    }

    @Test("a daemon that meets spoilt pages ends with what to do, and has lost nothing")
    func spoilt() async throws {
        let city = try await EventfulCity.make()
        let export = try await city.export()
        try city.spoilStore()
        let batch = try city.send(city.next(TestCity.jianxi, at: "2025-06-21T18:00:00+08:00", ["party": Rows.party(mobile: "13900000009")]))
        let daemon = try voucherd(city, "run")
        #expect(daemon.status == EX_DATAERR, "\(daemon.errors)")
        #expect(daemon.errors.contains("voucherd doctor"))
        #expect(daemon.errors.contains("voucherd rebuild"))
        let doctor = try voucherd(city, "doctor --as-of 2025-06-22T09:00:00+08:00")
        #expect(doctor.status == 1)
        #expect(doctor.output.contains("FAILURE  database"))
        let rebuilt = try voucherd(city, "rebuild")
        #expect(rebuilt.status == 0, "\(rebuilt.output)\(rebuilt.errors)")
        #expect(try await city.export() == export)
        let run = try voucherd(city, "run --once --as-of 2025-06-22T10:00:00+08:00")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try FileManager.default.fileExists(atPath: city.root.archived(Digest(ofFileAt: batch).description)))
        #expect(try voucherd(city, "doctor --deep --as-of 2025-06-22T11:00:00+08:00").status == 0)
    }
}
