import Bags
import Centre
import Foundation
import Glibc
import Programme
import TestSupport
import Testing

@Suite("Watching the inbox") struct WatcherTests {
    private let place: TemporaryRoot
    private let watcher: InboxWatcher

    init() throws {
        place = try TemporaryRoot()
        try FileManager.default.createDirectory(atPath: place.path("inbox/410305"), withIntermediateDirectories: false)
        watcher = InboxWatcher(place.root, offices: Set([OfficeCode("410305"), OfficeCode("410311")].compactMap(\.self)))
    }

    private func hint() async throws {
        let hints = watcher.hints
        let isThere = try await beforeDeadline { await hints.first { _ in true } != nil }
        try #require(isThere)
    }

    @Test("a file moved, written or linked into the inbox or an office's folder is a hint", arguments: ["inbox/a.zip", "inbox/410305/a.zip"])
    func arrivals(name: String) async throws {
        #expect(watcher.refresh() == .events)
        try place.drop("x", as: name)
        try await hint()
        try place.write("staged", to: "staging")
        try #require(link(place.path("staging"), place.path(name + ".2.zip")) == 0)
        try await hint()
    }

    @Test("a folder that an office gets later is watched from then on")
    func newFolder() async throws {
        try FileManager.default.createDirectory(atPath: place.path("inbox/410311"), withIntermediateDirectories: false)
        try await hint()
        try place.drop("x", as: "inbox/410311/a.zip")
        try await hint()
    }

    @Test("the marker's return is a hint")
    func marker() async throws {
        try place.drop("", as: "inbox/.voucherd-inbox")
        try await hint()
    }

    @Test("an inbox that is replaced is watched in its new place")
    func replaced() async throws {
        try FileManager.default.moveItem(atPath: place.root.inbox, toPath: place.path("old"))
        try FileManager.default.createDirectory(atPath: place.root.inbox, withIntermediateDirectories: false)
        #expect(watcher.refresh() == .events)
        try await hint()
        try place.drop("x", as: "inbox/a.zip")
        try await hint()
    }

    @Test("an inbox that is away is no error: sweeps go on, and it is watched again once it is back")
    func away() async throws {
        try FileManager.default.moveItem(atPath: place.root.inbox, toPath: place.path("old"))
        guard case .sweepsOnly(let failure) = watcher.refresh() else {
            Issue.record("the inbox is away, yet watched")
            return
        }
        #expect(failure.errorNumber == ENOENT)
        try FileManager.default.moveItem(atPath: place.path("old"), toPath: place.root.inbox)
        try await hint()
        #expect(watcher.refresh() == .events)
    }

    @Test("a stopped watcher ends its hints")
    func stop() async throws {
        watcher.stop()
        let hints = watcher.hints
        let hasEnded = try await beforeDeadline { await hints.first { _ in true } == nil }
        #expect(hasEnded)
    }
}
