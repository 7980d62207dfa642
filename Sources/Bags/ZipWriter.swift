import CLibArchive
import Glibc
import Programme

/// Streams files into a deflated zip through libarchive. The same entries in the same order give the same bytes, on any machine.
final class ZipWriter {
    private let output: ZipOutput
    private let archive: OpaquePointer

    /// libarchive turns names into the zip's encoding by way of the process's character set, and gives up on Chinese ones in the plain C locale.
    private static let locale: Void = {
        if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "en_US.UTF-8") }
    }()

    init(path: String, compressionLevel: Int) throws(BagWriterError) {
        _ = ZipWriter.locale
        do throws(FileFailure) {
            output = try ZipOutput(path: path)
        } catch {
            throw .file(error)
        }
        guard let archive = archive_write_new() else { throw .zip("out of memory") }
        self.archive = archive
        archive_write_set_format_zip(archive)
        archive_write_set_format_option(archive, "zip", "compression", "deflate")
        archive_write_set_format_option(archive, "zip", "compression-level", String(compressionLevel))
        archive_write_set_format_option(archive, "zip", "hdrcharset", "UTF-8")
        // A last block that is not padded: the end record must end the file.
        archive_write_set_bytes_per_block(archive, 64 << 10)
        archive_write_set_bytes_in_last_block(archive, 1)
        try check(archive_write_open(archive, Unmanaged.passUnretained(output).toOpaque(), nil, { ZipOutput.write($0, $1, $2, $3) }, nil))
    }

    deinit {
        // Freeing closes, and closing writes: the output must outlive it.
        withExtendedLifetime(output) { _ = archive_write_free(archive) }
    }

    /// Begins a file. The size may be unknown; then it follows the data.
    func begin(_ path: String, size: Int64?) throws(BagWriterError) {
        try writeHeader(path, type: S_IFREG, permissions: 0o644, size: size)
    }

    /// Writes a folder.
    func folder(_ path: String) throws(BagWriterError) {
        try writeHeader(path + "/", type: S_IFDIR, permissions: 0o755, size: 0)
        try check(archive_write_finish_entry(archive))
    }

    /// Writes the next piece of the file begun last.
    func write(_ bytes: [UInt8]) throws(BagWriterError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress.map { $0 + written }, $0.count - written) }
            guard count > 0 else { throw failure }
            written += count
        }
    }

    /// Ends the file begun last.
    func end() throws(BagWriterError) {
        try check(archive_write_finish_entry(archive))
    }

    /// Writes the directory and the end record.
    ///
    /// - Returns: the zip's SHA-256 and its size in bytes.
    func finish() throws(BagWriterError) -> (digest: Digest, bytes: Int64) {
        try check(archive_write_close(archive))
        return (output.digest, output.count)
    }

    // No time is set: libarchive writes the machine's own time of day into a zip, so a date would make the bytes depend on its time zone. Without
    // one, entries carry the zip format's first day, 1980-01-01, as reproducible archives do.
    private func writeHeader(_ path: String, type: mode_t, permissions: mode_t, size: Int64?) throws(BagWriterError) {
        guard let entry = archive_entry_new() else { throw .zip("out of memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname_utf8(entry, path)
        archive_entry_set_mode(entry, type | permissions)
        if let size { archive_entry_set_size(entry, size) }
        try check(archive_write_header(archive, entry))
    }

    private func check(_ status: Int32) throws(BagWriterError) {
        guard status == ARCHIVE_OK else { throw failure }
    }

    private var failure: BagWriterError {
        if let failure = output.failure { return .file(failure) }
        return .zip(archive_error_string(archive).map { String(cString: $0) } ?? "unknown error")
    }
}
