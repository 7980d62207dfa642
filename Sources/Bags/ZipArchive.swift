/// A whole zip whose every byte belongs to one entry, and whose entries are plain files and folders.
struct ZipArchive: Sendable {
    let file: ReadableFile
    let limits: BagLimits
    /// In the order in which they lie in the file.
    let entries: [ZipEntry]

    /// Opens a zip.
    ///
    /// - Throws: ``BagError``. A file that is both against the format and not whole is not whole: what is missing might be the cause.
    init(_ file: ReadableFile, limits: BagLimits) throws(BagError) {
        self.file = file
        self.limits = limits
        let end = try ZipEndRecord.locate(in: file, limits: limits)
        var entries = try ZipDirectory.entries(of: file, at: end, limits: limits)
        try ZipPolicy.checkSizes(entries, limits)
        var layout = ZipLayout(file, directoryOffset: end.directoryOffset)
        var refusal: BagRefusal?
        do throws(BagError) {
            try layout.place(&entries)
        } catch .refused(let broken) {
            refusal = broken
        }
        self.entries = entries
        if let refusal = refusal ?? ZipPolicy.refusal(of: entries) ?? layout.refusal {
            try confirmWhole()
            throw .refused(refusal)
        }
        // A folder that some tools deflate to nothing.
        for entry in entries where entry.isFolder && entry.compressedSize > 0 {
            try readPlainly(entry) { _ in }
        }
    }

    /// Delivers the content of an entry; returning means that size and CRC are right.
    ///
    /// - Throws: ``BagError``, or what `receive` throws.
    func read(_ entry: ZipEntry, _ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        let inflater = ZipInflater(file, entry)
        var inflated: Int64 = 0
        if case .faulty = try inflater.read(receive) { throw inflater.diagnosis(limits, inflated: &inflated) }
    }

    /// Delivers the content of an entry to a receiver that throws nothing of its own.
    func readPlainly(_ entry: ZipEntry, _ receive: (UnsafeRawBufferPointer) -> Void) throws(BagError) {
        do {
            try read(entry) { receive($0) }
        } catch let error as BagError {
            throw error
        } catch {
            // Unreachable by the types above; an unknown failure is never taken for a good entry.
            throw .notWhole(NotWhole(bytes: file.size, .entryDamaged(entry.displayName)))
        }
    }

    /// Inflates every entry that can be inflated, before a refusal is told: a file that is not whole waits, whatever else is wrong with it.
    ///
    /// What entries inflate to beyond the sizes that they state is bounded for all of them together.
    ///
    /// - Throws: ``BagError/notWhole(_:)`` for the first entry that is damaged; other faults are not its concern.
    func confirmWhole() throws(BagError) {
        var inflated: Int64 = 0
        for entry in entries where entry.isPlaced && !entry.isEncrypted && [ZipEntry.stored, ZipEntry.deflated].contains(entry.method) {
            let inflater = ZipInflater(file, entry)
            let fault = try isFaulty(inflater, entry) ? inflater.diagnosis(limits, inflated: &inflated) : nil
            switch fault {
            case .refused, nil: continue
            case .some(let fault): throw fault
            }
        }
        if file.hasChanged { throw .notWhole(NotWhole(bytes: file.size, .changing)) }
    }

    private func isFaulty(_ inflater: ZipInflater, _ entry: ZipEntry) throws(BagError) -> Bool {
        do {
            return try inflater.read { _ in } == .faulty
        } catch let error as BagError {
            throw error
        } catch {
            // Unreachable: the receiver throws nothing of its own.
            throw .notWhole(NotWhole(bytes: file.size, .entryDamaged(entry.displayName)))
        }
    }
}
