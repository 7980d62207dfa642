import Foundation
import Glibc
import Merging
import Programme
import Records
import Store
import TestSupport

@testable import Centre
@testable import Simulation

/// A centre on a root of its own, to which zips are handed as if they had just been claimed.
final class CaseCentre {
    let folder: CaseFolder
    let centre: Centre
    private var claim: Int

    init(_ configuration: CentreConfiguration, on folder: CaseFolder) throws {
        self.folder = folder
        centre = try Centre(configuration: configuration.rooted(at: folder.path), logger: CaseCity.logger)
        claim = try centre.store.read { try $0.lastClaim() }
    }

    /// One drain of these zips; none is a drain in which time alone decides.
    func drain(_ zips: [String], at instant: Instant) throws {
        let files = try zips.map { zip in
            claim += 1
            let path = "\(centre.root.taking)/\(claim).zip"
            // The zips lie beside the root: a second name for the same bytes is as good as a copy.
            if link(zip, path) != 0 { try FileManager.default.copyItem(atPath: zip, toPath: path) }
            return ClaimedFile(path: path, number: claim, office: nil, name: FileName("\(claim).zip"), isCopy: false)
        }
        _ = try centre.drain(files, at: instant)
    }

    /// Everything that must not depend on the order of arrival: the canonical export, and the rows that are not simply taken.
    func text() throws -> String { try StandingText.of(centre.store) }
}

/// What stands before every case: the registers, taken once.
struct CaseGround: Sendable {
    let configuration: CentreConfiguration
    let folder: CaseFolder
    let digests: [BatchIdentity: Digest]

    private static let name = "voucherd-ground-\(getpid())"

    static let shared = Task { try await CaseGround() }

    private init() async throws {
        configuration = try await CaseCity.configuration()
        folder = try CaseFolder(named: CaseGround.name)
        // It lives as long as the process does, and must not stay in the machine's memory after it.
        atexit { try? FileManager.default.removeItem(atPath: "\(CaseCity.ground)/\(CaseGround.name)") }
        var story = CaseStory()
        story.sendRegisters()
        let sealed = try SealedBatches(story.batches)
        digests = sealed.digests
        let centre = try CaseCentre(configuration, on: folder)
        try centre.drain(sealed.paths, at: Instant("2025-02-01T10:00:00+08:00")!)
    }
}
