import GRDB
import GRDBSQLite
import Glibc

/// Whether it is the disk that fails where SQLite speaks of a damaged database.
///
/// A read that the system answers with EIO is `SQLITE_CORRUPT` to SQLite's callers (`SQLITE_IOERR_CORRUPTFS` inside), as a page is that holds nonsense.
/// But the one may pass, and the other needs a person.
enum DiskFailure {
    /// The errors of a read that SQLite takes for damage.
    private static let numbers: Set<Int32> = [EIO, ENXIO, ERANGE]

    /// The error number that the connection's files met last, where it is one of those.
    static func number(_ db: Database) -> Int32? {
        guard let connection = db.sqliteConnection else { return nil }
        var number: Int32 = 0
        if sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK, numbers.contains(number) { return number }
        var log: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK, let log, let methods = log.pointee.pMethods,
            methods.pointee.xFileControl?(log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK
        else { return nil }
        return numbers.contains(number) ? number : nil
    }

    /// The error number that reading the database's files meets, where it is one of those.
    ///
    /// Only where this process has no connection to it: closing a file gives up the locks that SQLite has on it (fcntl(2)).
    static func number(readingFilesOf path: String) -> Int32? {
        for file in [path, path + "-wal"] {
            let descriptor = open(file, O_RDONLY | O_CLOEXEC)
            if descriptor < 0 {
                if numbers.contains(errno) { return errno }
                continue
            }
            defer { close(descriptor) }
            var piece = [UInt8](repeating: 0, count: 1 << 20)
            var count = 0
            repeat { count = read(descriptor, &piece, piece.count) } while count > 0 || count < 0 && errno == EINTR
            if count < 0, numbers.contains(errno) { return errno }
        }
        return nil
    }
}
