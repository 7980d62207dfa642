import Bags
import Centre
import Foundation
import Programme
import TestSupport
import Testing

/// A daemon at work, and an office's batch of some size that a test brings to it by one transport or another.
struct Shipment {
    let city: TestCity
    let daemon: RunningDaemon
    let folder: TemporaryFolder
    private let opening: TestCity.Batch
    /// The batches that are to come, in their chain's order, and where they lie packed.
    private(set) var batches: [TestCity.Batch] = []
    private(set) var files: [String] = []

    /// The first batch's packed file, and the name under which it is to lie in the inbox.
    var file: String { files[0] }
    let name = "报送 410305.zip"
    var target: String { "\(city.root.inbox)/\(name)" }

    /// Starts the daemon and waits until it is at work.
    ///
    /// - Parameters:
    ///   - count: how many batches the office has to send.
    ///   - settings: more lines of the section `intake` of `voucherd.yaml`.
    init(_ count: Int = 1, settings: String = "", prepare: (TestCity) throws -> Void = { _ in }) async throws {
        let city = try TestCity()
        try "intake:\n  minimum_free_bytes: 0\n\(settings)".write(toFile: city.root.config + "/voucherd.yaml", atomically: true, encoding: .utf8)
        try prepare(city)
        self.city = city
        folder = try TemporaryFolder()
        for number in 1...count {
            // Digits of chance, so that the zip is as large as a batch with scans in it: several blocks of whatever carries it.
            var random = SplitMix64(seed: UInt64(number))
            let scan = (0..<40_000).map { _ in String(random.next(), radix: 16) }.joined()
            let batch = city.next(TestCity.jianxi, at: "2025-03-03T18:00:0\(number)+08:00", ["party": Rows.party()], evidence: ["scan.pdf": scan])
            batches.append(batch)
            files.append(try city.pack(batch))
        }
        opening = city.next(TestCity.gaoxin, at: "2025-03-01T09:00:00+08:00")
        try city.send(opening)
        daemon = try await RunningDaemon(city)
        try await daemon.takes(opening)
    }

    /// The first batch's bytes.
    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) }

    /// A file with the first part of the batch, as a cut transfer leaves it.
    func half() throws -> String {
        let bytes = try bytes()
        return try folder.write("half.zip", Array(bytes.prefix(bytes.count / 2)))
    }

    /// Waits until the batches are taken, and checks that each was taken once and nothing else ever was.
    ///
    /// - Parameter stay: whether the inbox keeps its files.
    func arrived(staying stay: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for batch in batches { try await daemon.takes(batch) }
        // What the daemon looks at after all this it has looked at completely once it has taken a later drop.
        let closing = city.next(TestCity.luolong, at: "2025-03-04T09:00:00+08:00")
        try city.send(closing)
        try await daemon.takes(closing)
        #expect(daemon.stop() == 0, sourceLocation: sourceLocation)
        let expected = ([opening] + batches + [closing]).map { "\($0.identity) APPLIED" }
        // Programs send the files of a folder in any order: one that came before its predecessor was taken and waited.
        let dealings = try city.dealings().map { $0.replacing(" WAITING", with: " APPLIED") }
        #expect(dealings.sorted() == expected.sorted(), "\(dealings)", sourceLocation: sourceLocation)
        #expect(try FileManager.default.contentsOfDirectory(atPath: city.root.quarantine) == [], sourceLocation: sourceLocation)
        if !stay {
            let left = try FileManager.default.contentsOfDirectory(atPath: city.root.inbox).filter { $0.hasSuffix(".zip") }
            #expect(left == [], sourceLocation: sourceLocation)
        }
        #expect(try await city.reconcile().faults == [], sourceLocation: sourceLocation)
        for file in files {
            let archived = try city.root.archived(Digest(ofFileAt: file).description)
            #expect(FileManager.default.contentsEqual(atPath: archived, andPath: file), sourceLocation: sourceLocation)
        }
    }
}
