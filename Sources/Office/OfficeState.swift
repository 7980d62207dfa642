import Bags
import Foundation
public import Programme
import Records

/// Where an office stands: its last batch and the last bundle that it took in. Kept in `.voucherd-office.json` in the office's folder.
public struct OfficeState: Codable, Sendable, Equatable {
    /// The name of the file.
    public static let fileName = ".voucherd-office.json"

    /// A batch or bundle that the next one names as its previous.
    public struct Link: Codable, Sendable, Equatable {
        public var sequence: Int
        /// The digest of its tag manifest.
        public var digest: Digest

        public init(sequence: Int, digest: Digest) {
            self.sequence = sequence
            self.digest = digest
        }
    }

    /// A packed batch that may still bear its temporary name, because the power went.
    struct Pending: Codable, Sendable, Equatable {
        var temporary: String
        var final: String
    }

    private(set) var version = 1
    public let office: OfficeCode
    public var epoch = 1
    /// The last batch of the epoch; `nil` before the first.
    public var batch: Link?
    /// Batch-Exported-At of the last batch.
    public var exportedAt: Instant?
    /// The last bundle taken in; `nil` before the first.
    public var bundle: Link?
    var pending: Pending?
    /// Whether the office has a store: without it, what is on its way is not known.
    var hasStore: Bool?

    /// An office that has packed and opened nothing.
    public init(office: OfficeCode) {
        self.office = office
    }

    /// The state of a folder, or `nil` where it has none yet.
    ///
    /// - Throws: ``OfficeError`` where the file is not of this version's form, ``FileFailure`` where it cannot be read.
    public static func load(from folder: String) throws -> OfficeState? {
        let path = "\(folder)/\(fileName)"
        guard let bytes = try FileBytes.read(path, limit: 1 << 20) else { return nil }
        do {
            let state = try JSONDecoder().decode(OfficeState.self, from: Data(bytes))
            guard state.version == 1, state.epoch >= 0 else {
                throw OfficeError(
                    .configuration,
                    "\(path): version \(state.version) is not one that this program knows; use a newer voucherd",
                    "\(path)：状态文件版本 \(state.version) 无法识别，请使用更新的 voucherd"
                )
            }
            return state
        } catch let error as DecodingError {
            throw OfficeError(
                .configuration,
                "\(path): not a state file (\(error)); put back a copy, or move it away and give pack --epoch, --sequence and --previous",
                "\(path)：状态文件已损坏，请恢复备份；或将其移走，并在 pack 时给出 --epoch、--sequence 和 --previous"
            )
        }
    }

    /// Writes the state so that a power cut leaves the old file or the new one.
    public func save(in folder: String) throws {
        try DurableFile.write(JSONText.encode(self), to: "\(folder)/\(OfficeState.fileName)")
    }

    /// Gives a packed batch its own name, where a power cut came between.
    mutating func settle(in folder: String) throws {
        guard let pending else { return }
        let place = DurableFile.folder(of: pending.final)
        guard FileBytes.isFolder(place) else {
            throw OfficeError(
                .noInput,
                "\(place) is away, and the last batch may lie there as \(pending.temporary); bring it back",
                "\(place) 不在，上一批次可能还在其中（\(pending.temporary)），请先接回该磁盘或共享文件夹"
            )
        }
        if FileBytes.exists(pending.temporary) { try DurableFile.rename(pending.temporary, to: pending.final) }
        self.pending = nil
        try save(in: folder)
    }
}
