extension Manifest {
    /// Holds a further payload manifest against that of SHA-256, which lists exactly what the bag holds: every manifest must list every payload file.
    ///
    /// - Throws: ``BagError/refused(_:)`` with `BAG-UNLISTED` or `BAG-ABSENT` (RFC 8493, section 3).
    func checkCompleteness(beside manifest: Manifest) throws(BagError) {
        for line in manifest.lines where place(of: line.path) == nil { throw doesNotList(line.path) }
        for line in lines where manifest.place(of: line.path) == nil { throw listsAbsent(line.path) }
    }

    /// Holds a further tag manifest against the tag files that the bag has: it lists every payload manifest and nothing that is not there
    /// (RFC 8493, section 2.2.1).
    func checkCompleteness(amongTags paths: Set<String>) throws(BagError) {
        for path in paths where Manifest.algorithmName(of: path, prefix: "manifest-") != nil && place(of: path) == nil { throw doesNotList(path) }
        for line in lines where !paths.contains(line.path) { throw listsAbsent(line.path) }
    }

    private func doesNotList(_ path: String) -> BagError {
        .refused(.unlisted, file: path, "\(file) does not list the file", "\(file) 没有列入该文件")
    }

    private func listsAbsent(_ path: String) -> BagError {
        .refused(.absent, file: path, "\(file) lists the file, the zip does not hold it", "\(file) 列出了该文件，但压缩包中没有")
    }
}
