import Foundation
import Logging
import Programme
import Sample
import TestSupport

@testable import Centre

/// A world that is played phase by phase through a real centre.
final class PlayedYear {
    let centre: Centre
    private let world: SampleWorld
    private let base: TemporaryFolder
    private let folder: String
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    private var centreLast = false

    init(_ world: SampleWorld, drainTableBytes: Int? = nil) async throws {
        self.world = world
        base = try TemporaryFolder()
        folder = "\(base.path)/year"
        try SampleWriter.write(world, to: folder, defaultConfig: Repository.configuration)
        var environment = ["VOUCHERD_INTAKE_MINIMUM_FREE_BYTES": "0"]
        if let drainTableBytes {
            environment["VOUCHERD_INTAKE_DRAIN_TABLE_BYTES"] = "\(drainTableBytes)"
            environment["VOUCHERD_FINALITY_CASES_PER_DRAIN"] = "3"
        }
        let configuration = try await CentreConfiguration.load(DataRoot(folder), environment: environment)
        centre = try Centre(configuration: configuration, logger: logger)
    }

    /// - Parameters:
    ///   - seed: whether, and how, the files of a phase come in several drains of the same instant, in any order, and some of them twice.
    ///   - centreLast: whether the names of the centre's own files come last.
    func play(shuffledBy seed: UInt64? = nil, centreLast: Bool = false) async throws {
        self.centreLast = centreLast
        var random = seed.map { SplitMix64(seed: $0) }
        // The first phase's files stand in the inbox already; to be shuffled, they are taken out again.
        try FileManager.default.createDirectory(atPath: "\(folder)/aside", withIntermediateDirectories: true)
        for name in try zips(in: "inbox") { try move("inbox/\(name)", to: "aside/\(name)") }
        if world.phases.isEmpty {
            // A world of one moment, and what comes after it.
            try await drop(try zips(in: "aside"), from: "aside", at: Instant("2026-01-20T09:00:00+08:00")!)
            let later = FileManager.default.fileExists(atPath: "\(folder)/later") ? try zips(in: "later") : []
            try await drop(later, from: "later", at: Instant("2026-01-21T10:00:00+08:00")!)
        }
        for (index, phase) in world.phases.enumerated() {
            let source = index == 0 ? "aside" : "phases/\(phase.folder)"
            var names = try zips(in: source)
            guard random != nil else {
                try await drop(names, from: source, at: phase.drainedAt)
                continue
            }
            names.shuffle(using: &random!)
            // The centre's registers come first: what they refuse must not be FINAL before.
            let own = names.filter { $0.hasPrefix("410300") }
            let others = names.filter { !$0.hasPrefix("410300") }
            for part in [own, Array(others.prefix(others.count / 3)), Array(others.dropFirst(others.count / 3))] where !part.isEmpty || index > 0 {
                try await drop(part, from: source, at: phase.drainedAt, twice: part.filter { _ in Bool.random(using: &random!) })
            }
        }
    }

    private func drop(_ names: [String], from source: String, at instant: Instant, twice: [String] = []) async throws {
        for name in twice { try FileManager.default.copyItem(atPath: "\(folder)/\(source)/\(name)", toPath: "\(folder)/inbox/twice-\(name)") }
        for name in names { try move("\(source)/\(name)", to: "inbox/\(centreLast && name.hasPrefix("410300") ? "z-" : "")\(name)") }
        _ = try await Intake(centre, logger: logger).drain(at: instant)
    }

    private func move(_ from: String, to: String) throws {
        try FileManager.default.moveItem(atPath: "\(folder)/\(from)", toPath: "\(folder)/\(to)")
    }

    private func zips(in source: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(source)").filter { $0.hasSuffix(".zip") }.sorted()
    }
}
