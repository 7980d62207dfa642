import Bags
import Foundation
import Programme
import Testing

@testable import Sample

@Suite("A load for measuring")
struct WorkloadTests {
    @Test(
        "is made of bags that open and name the bag before them, as many as it says",
        arguments: [
            Workload(shape: .rows, parties: 32, rounds: 2), Workload(shape: .again, parties: 16), Workload(shape: .small, batches: 5),
            Workload(shape: .large, fileBytes: 5000), Workload(shape: .trickle, batches: 3),
        ]
    )
    func bagsHold(_ workload: Workload) throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("workload-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: base) }
        let (folder, defaults) = ("\(base)/root", "\(base)/defaults")
        try FileManager.default.createDirectory(atPath: defaults, withIntermediateDirectories: true)
        for name in SampleWriter.copied { try Data("# \(name)\n".utf8).write(to: URL(fileURLWithPath: "\(defaults)/\(name)")) }
        let summary = try WorkloadWriter.write(workload, to: folder, defaultConfig: defaults)
        var previous: [OfficeCode: [Int: (digest: Digest, previous: Digest?)]] = [:]
        let files = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".zip") }
        for file in files {
            let bag = try Bag(contentsOf: "\(folder)/\(file)")
            let header = try BatchHeader(bag.info)
            previous[header.identity.office, default: [:]][header.identity.sequence] = (bag.tagManifestDigest, header.previous)
        }
        #expect(files.count == summary.files)
        #expect(files.count == WorkloadMaker.count(of: workload))
        for chain in previous.values {
            for (sequence, bag) in chain { #expect(bag.previous == chain[sequence - 1]?.digest) }
        }
    }
}
