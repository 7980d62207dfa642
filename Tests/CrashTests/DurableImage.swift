import Foundation
import Glibc
import TestSupport

/// What is on a disk when the power has failed: a data root made again from what the preloaded library kept beside it.
///
/// A file's content is on the disk as it was when the file was last synced, a name as it was when its folder was last synced. POSIX promises no more;
/// what file systems do beyond that is for the three models.
struct DurableImage {
    enum Model: Sendable, CustomStringConvertible {
        /// Nothing is there that was not synced: neither content nor a name.
        case synced
        /// Every name is there, as on a file system that writes its folders first; content only as it was synced, so that a new file may be empty.
        case namesFirst
        /// Every name is there, and of content that was not synced some blocks are and some are not, the file's new length or its old one.
        case someBlocks(seed: UInt64)

        var description: String {
            switch self {
            case .synced: "synced"
            case .namesFirst: "names-first"
            case .someBlocks: "some-blocks"
            }
        }
    }

    /// A folder or a file, as the disk knows it.
    private struct Entry {
        let inode: UInt64
        let mode: mode_t
        let name: String

        var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    }

    /// A common size of a block on a disk, and of a page of SQLite.
    private static let blockSize = 4096

    let root: String
    let shadow: String
    let model: Model

    /// Makes the image at a path that is not there yet.
    func make(at target: String) throws {
        guard let top = status(root) else { throw POSIXError(.ENOENT) }
        var random = SplitMix64(seed: 0)
        if case .someBlocks(let seed) = model { random = SplitMix64(seed: seed) }
        try makeFolder(Entry(inode: UInt64(top.st_ino), mode: top.st_mode, name: ""), now: root, at: target, &random)
    }

    private func makeFolder(_ folder: Entry, now: String, at target: String, _ random: inout SplitMix64) throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        for entry in try entries(of: folder, now: now).sorted(by: { $0.name < $1.name }) {
            let place = "\(target)/\(entry.name)"
            let source = "\(now)/\(entry.name)"
            if entry.isFolder {
                try makeFolder(entry, now: source, at: place, &random)
            } else {
                try content(of: entry, now: source, &random).write(to: URL(fileURLWithPath: place))
                try FileManager.default.setAttributes([.posixPermissions: Int(entry.mode & 0o7777)], ofItemAtPath: place)
            }
        }
    }

    private func entries(of folder: Entry, now: String) throws -> [Entry] {
        if case .synced = model {
            // A folder that was made and never synced is empty.
            guard let text = FileManager.default.contents(atPath: "\(shadow)/folder-\(folder.inode)") else { return [] }
            return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ", maxSplits: 2)
                guard words.count == 3, let inode = UInt64(words[0]), let mode = mode_t(words[1], radix: 8) else { return nil }
                return Entry(inode: inode, mode: mode, name: String(words[2]))
            }
        }
        return try FileManager.default.contentsOfDirectory(atPath: now).compactMap { name in
            status("\(now)/\(name)").map { Entry(inode: UInt64($0.st_ino), mode: $0.st_mode, name: name) }
        }
    }

    private func content(of file: Entry, now: String, _ random: inout SplitMix64) throws -> Data {
        let synced = FileManager.default.contents(atPath: "\(shadow)/file-\(file.inode)") ?? Data()
        guard case .someBlocks = model else { return synced }
        let written = try Data(contentsOf: URL(fileURLWithPath: now))
        if written == synced { return synced }
        let length = random.chance(50) ? written.count : synced.count
        var mixed = Data(count: length)
        for start in stride(from: 0, to: length, by: DurableImage.blockSize) {
            let source = random.chance(50) ? written : synced
            let end = min(start + DurableImage.blockSize, length, source.count)
            if start < end { mixed.replaceSubrange(start..<end, with: source[start..<end]) }
        }
        return mixed
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
