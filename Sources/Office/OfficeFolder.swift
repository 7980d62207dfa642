import Bags
import Foundation
import Glibc
public import Records

/// An office's folder: tables named by their type (`party.csv` or `需求方.csv`), evidence beside them, and the office's state.
public struct OfficeFolder: Sendable {
    /// A table of records.
    public struct Table: Sendable, Equatable {
        public let type: RecordType
        /// The name of the file in the folder.
        public let name: String
    }

    /// The folder, without a trailing slash.
    public let path: String
    /// The tables, in the order of the exchange format.
    public let tables: [Table]
    /// CSV files whose name is no type's.
    public let strangers: [String]

    /// Looks through a folder.
    ///
    /// - Throws: ``OfficeError`` where it is no folder, or where two files are of one type.
    public init(_ path: String) throws {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard FileBytes.isFolder(path) else {
            throw OfficeError(.noInput, "\(path): there is no such folder", "\(path)：没有这个文件夹")
        }
        guard access(path, R_OK | X_OK) == 0 else { throw FileFailure("open", path: path) }
        var found: [RecordType: String] = [:]
        var strangers: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            guard !name.hasPrefix("."), !name.hasPrefix("~$"), name.lowercased().hasSuffix(".csv") else { continue }
            guard let type = OfficeFolder.type(of: String(name.dropLast(4))) else {
                strangers.append(name)
                continue
            }
            if let other = found[type] {
                throw OfficeError(
                    .data,
                    "\(path): \(other) and \(name) are both tables of \(type.name); put their rows into one",
                    "\(path)：\(other) 与 \(name) 都是\(type.title)表，请合并为一个文件"
                )
            }
            found[type] = name
        }
        tables = RecordType.all.compactMap { type in found[type].map { Table(type: type, name: $0) } }
        self.strangers = strangers
    }

    private static func type(of stem: String) -> RecordType? {
        let name = TextFolding.nfc(TextFolding.trimmed(stem))
        return RecordType.named(name.lowercased()) ?? RecordType.all.first { $0.title == name }
    }

    /// Where the file lies that a row names by its path in the bag: `data/evidence/合同.pdf` is `evidence/合同.pdf` here, or lies under `data/` as
    /// written. `nil` where it is not there or the path leads out of the folder.
    func file(ofPayload payload: String) -> String? {
        let parts = payload.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "data", parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        for candidate in ["\(path)/\(parts.dropFirst().joined(separator: "/"))", "\(path)/\(payload)"] {
            var status = stat()
            if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return candidate }
        }
        return nil
    }

    /// Files below `evidence/` whose payload path no row names.
    func unnamedEvidence(besides named: Set<String>) -> [String] {
        var unnamed: [String] = []
        for root in ["evidence", "data/evidence"] {
            guard let files = FileManager.default.enumerator(atPath: "\(path)/\(root)") else { continue }
            for case let file as String in files {
                let place = "\(root)/\(file)"
                let payload = root.hasPrefix("data/") ? place : "data/\(place)"
                guard !(file.split(separator: "/").last ?? "").hasPrefix("."), !FileBytes.isFolder("\(path)/\(place)") else { continue }
                if !named.contains(payload) { unnamed.append(place) }
            }
        }
        return unnamed.sorted()
    }
}

/// Keeps two commands from working in one folder at a time; let go when it goes out of scope.
final class FolderLock {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open", path: path) }
        // Some network file systems cannot lock a folder; there the office is alone with its share.
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw OfficeError(.busy, "\(path): another voucherd is at work in this folder; try again", "\(path)：另一个 voucherd 正在使用该文件夹，请稍后再试")
        }
    }

    deinit {
        // Not by closing alone: a program that is just being started has the descriptor too, until it is another program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
