public import Bags

extension DataRoot {
    /// Makes the folders that the daemon writes to, where they are missing.
    ///
    /// The inbox is not among them: one without its marker may be the mount point of a share that is away.
    ///
    /// - Throws: `FileFailure`.
    public func makeFolders() throws(FileFailure) {
        for folder in [store, taking, archive, evidence, quarantine, temporary, outbox, log] { try DurableFile.makeFolder(folder) }
        StagingFolders.spread(below: temporary)
    }
}
