import Bags
import FileCalls
import Foundation
import Glibc
import Programme
import Records

/// Writes a bundle's payload into a new folder.
///
/// Where a file goes is said here and not by the zip: only the payload of the exchange format (section 6) has a place, and everything else is passed
/// over.
struct BundleUnpacking: PayloadReceiver {
    private let folder: String
    private var descriptor: Int32 = -1
    private var current = ""
    private var made: Set<String> = []

    init(folder: String) {
        self.folder = folder
    }

    /// The place of a payload file below the unpacked folder, or `nil` where it has none.
    static func place(of payload: String) -> String? {
        switch payload {
        case "data/index.html": return "index.html"
        case "data/receipts/batches.csv": return "receipts/batches.csv"
        case "data/receipts/records.csv": return "receipts/records.csv"
        case "data/decisions.csv": return "decisions.csv"
        case "data/conflicts.csv": return "conflicts.csv"
        default: break
        }
        let parts = payload.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "data" else { return nil }
        if parts[1] == "records" { return RecordType.all.first { parts[2] == "\($0.name).csv" }.map { "records/\($0.name).csv" } }
        return parts[1] == "letters" && isLetter(parts[2]) ? "letters/\(parts[2])" : nil
    }

    /// A name of letters, digits and `-_.`, not hidden, that ends in `.html`.
    private static func isLetter(_ name: Substring) -> Bool {
        name.hasSuffix(".html") && name.utf8.count <= 200 && name.first != "."
            && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0) }
    }

    mutating func begin(_ file: PayloadFile) throws {
        guard let place = BundleUnpacking.place(of: file.path) else { return }
        current = "\(folder)/\(place)"
        let parent = DurableFile.folder(of: current)
        if made.insert(parent).inserted { try DurableFile.makeFolder(parent) }
        descriptor = Files.open(current, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("create", path: current) }
    }

    mutating func receive(_ chunk: UnsafeRawBufferPointer) throws {
        if descriptor >= 0 { try FileBytes.write(chunk, to: descriptor, path: current) }
    }

    mutating func end(_ file: PayloadFile) throws {
        guard descriptor >= 0 else { return }
        defer { close() }
        guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: current) }
    }

    /// Lets go of the file at hand; what could not be read to its end is left open otherwise.
    mutating func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Puts the payload of a bag into `folder`, which appears whole or not at all.
    ///
    /// - Returns: payload paths that have no place there.
    /// - Throws: ``OfficeError`` where the folder is there with other content.
    static func unpack(_ bag: Bag, to folder: String) throws -> [String] {
        let strangers = bag.payload.map(\.path).filter { place(of: $0) == nil }
        if FileBytes.exists(folder) {
            try bag.verifyPayload()
            try checkSame(bag, folder)
            return strangers
        }
        let temporary = "\(DurableFile.folder(of: folder))/.\(folder.split(separator: "/").last ?? "bundle").part"
        // What a crash left behind is ours by its name.
        removeLeftover(temporary)
        try DurableFile.makeFolder(temporary)
        var unpacking = BundleUnpacking(folder: temporary)
        do {
            try bag.readPayload(into: &unpacking)
            for made in unpacking.made { try DurableFile.syncFolder(made) }
            try DurableFile.rename(temporary, to: folder)
        } catch {
            unpacking.close()
            removeLeftover(temporary)
            throw error
        }
        return strangers
    }

    private static func removeLeftover(_ folder: String) {
        if !Files.fails(.rmdir) { try? FileManager.default.removeItem(atPath: folder) }
    }

    private static func checkSame(_ bag: Bag, _ folder: String) throws {
        for file in bag.payload {
            guard let place = place(of: file.path) else { continue }
            guard let digest = try? Digest(ofFileAt: "\(folder)/\(place)"), digest == file.digest else {
                throw OfficeError(
                    .cannotCreate,
                    "\(folder) exists already and its \(place) is not the bundle's; move the folder away",
                    "\(folder) 已存在，其中 \(place) 与决定包不一致，请先移走该文件夹"
                )
            }
        }
    }
}
