import Centre
import Foundation
import Programme
import TestSupport

/// A data root before a drain, and how it stands after that drain when nothing disturbs it.
struct Scene {
    let city: TestCity
    let instant: String
    let undisturbed: Standing
    /// The calls of the undisturbed drain that change files below the root.
    let calls: [CountedCall]
    private let preload = Result { try PreloadLibrary("Preload/crash.c") }

    init(_ city: TestCity, at instant: String) async throws {
        self.city = city
        self.instant = instant
        let run = try CrashRun(city.root, preload.get())
        let log = run.folder / "calls"
        try run.finish(at: instant, ["CRASH_LOG": log])
        undisturbed = try await Standing(DataRoot(run.root))
        calls = CountedCall.list(String(decoding: try run.folder.read("calls"), as: UTF8.self), root: run.root)
    }

    /// A copy of the data root before the drain.
    func run() throws -> CrashRun { try CrashRun(city.root, preload.get()) }

    /// The first drain of a new centre: nothing is there yet but its configuration and an inbox.
    static func firstDrain() async throws -> Scene {
        let city = try TestCity()
        try city.send(city.next(.centre, at: "2025-02-01T09:00:00+08:00", Rows.registers))
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        return try await Scene(city, at: "2025-03-04T09:00:00+08:00")
    }

    /// A drain over every kind of file that may wait in an inbox, in a centre that has a history.
    static func everyKind() async throws -> Scene {
        try await Scene(try await TestCity.withEveryKind(), at: "2025-06-26T09:00:00+08:00")
    }

    /// A drain of a round's time: the publicity of a claim ends and its letter goes out, what its round's budget left of it is cut off for another
    /// round, and an objection comes too late.
    static func round() async throws -> Scene {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(TestCity.jianxi, at: "2025-03-03T18:00:00+08:00", Rows.firstApplication))
        try await city.drain(at: "2025-03-04T09:00:00+08:00")
        try city.send(city.next(TestCity.jianxi, at: "2025-06-20T18:00:00+08:00", Rows.claim, evidence: Rows.claimFiles))
        try await city.drain(at: "2025-06-20T19:00:00+08:00")
        try city.send(city.next(.centre, at: "2026-01-20T08:00:00+08:00", ["round": Rows.round("2025-R1", cutOff: "2026-01-20T09:00:00+08:00")]))
        try await city.drain(at: "2026-01-20T10:00:00+08:00")
        var reviews = Rows.reviews(of: "2025-R1")
        reviews["round"] = Rows.round("2025-R1", cutOff: "2026-01-20T09:00:00+08:00", reviewed: "2026-02-12")
        try city.send(city.next(.centre, at: "2026-02-12T18:00:00+08:00", reviews))
        try await city.drain(at: "2026-02-12T19:00:00+08:00")
        try city.send(city.next(.centre, at: "2026-02-24T09:00:00+08:00", ["publicity": Rows.publicity(of: "2025-R1", on: "2026-02-24")]))
        try await city.drain(at: "2026-02-24T10:00:00+08:00")
        let objection = "id,claim_id,received_at,content\n410300-O1,410305-C1,2026-03-03T08:00:00+08:00,有异议\n"
        let second = Rows.round("2025-R2", kind: "EXTRA", cutOff: "2026-03-03T08:30:00+08:00")
        try city.send(city.next(.centre, at: "2026-03-03T08:40:00+08:00", ["objection": objection, "round": second]))
        let scene = try await Scene(city, at: "2026-03-03T09:00:00+08:00")
        let told = scene.undisturbed.export
        guard told.contains("CONFIRMATION"), told.contains("2025-R2") else { throw CrashRun.Unexpected(description: "no letter or no second round") }
        return scene
    }
}
