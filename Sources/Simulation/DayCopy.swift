import Bags
import Centre
import Foundation
import Programme

/// The data root as it was in the morning, on which a day is played again without a fault.
struct DayCopy {
    private let root: DataRoot

    init(of original: DataRoot, at path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: original.path, toPath: path)
        root = DataRoot(path)
    }

    /// The state before and after one drain of the files.
    ///
    /// - Returns: `nil` where not every file was taken.
    func play(_ files: [(name: String, bytes: [UInt8])], at instant: Instant) async throws -> (before: Standing, after: Standing)? {
        defer { try? FileManager.default.removeItem(atPath: root.path) }
        let centre = try Centre(configuration: await CentreConfiguration.load(root, environment: [:]), logger: SimulatedCentre.logger)
        let before = try Standing(centre.store)
        for file in files {
            let place = "\(root.inbox)/\(file.name)"
            try FileManager.default.createDirectory(atPath: DurableFile.folder(of: place), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: URL(fileURLWithPath: place))
        }
        let pass = try await Intake(centre, logger: SimulatedCentre.logger).drain(at: instant)
        if pass.report.files.count < files.count { return nil }
        return (before, try Standing(centre.store))
    }
}
