import Bags
import FileCalls
import Glibc
import Programme

/// A moment between two steps of a command, at which the power may go.
enum Step: Sendable, CaseIterable {
    /// The batch's zip is whole, under its temporary name.
    case zip
    /// The store's transaction is on disk.
    case store
    /// The state file is on disk.
    case state
    /// The batch bears its name.
    case named
    /// The bundle is unpacked.
    case unpacked
    /// The tables are written.
    case tables
}

/// What a command left undone when the power went, and the end of every command: the store knows what is to be done, and doing it twice does no harm.
struct Unfinished {
    /// The folder in which copies of batches are kept.
    static let sent = "sent"

    private let store: OfficeStore
    private let folder: String
    private let checkpoint: @Sendable (Step) throws -> Void

    init(_ store: OfficeStore, _ folder: String, checkpoint: @escaping @Sendable (Step) throws -> Void = { _ in }) {
        self.store = store
        self.folder = folder
        self.checkpoint = checkpoint
    }

    /// Whether everything was done.
    func isNothing(after state: OfficeState) throws -> Bool {
        try store.read { transaction in
            let last = try transaction.lastBundle()?.sequence ?? 0
            return try transaction.unsettledBatches().isEmpty && transaction.pendingFiles().isEmpty && last <= state.bundle?.sequence ?? 0
        }
    }

    /// Does what is left, that of an interrupted `open` too.
    func finish(_ state: inout OfficeState) throws {
        try finishBatches(&state)
        try PendingFile.writeAll(of: store, in: folder)
        try finishBundle(&state)
    }

    /// Gives packed batches their name and keeps a copy of each.
    func finishBatches(_ state: inout OfficeState) throws {
        for batch in try store.read({ try $0.unsettledBatches() }) {
            if state.batch != batch.link || state.epoch != batch.epoch {
                state.epoch = batch.epoch
                state.batch = batch.link
                state.exportedAt = batch.exportedAt
                state.pending = OfficeState.Pending(temporary: batch.temporary, final: batch.final)
                try state.save(in: folder)
                try checkpoint(.state)
            }
            try state.settle(in: folder)
            try checkpoint(.named)
            try keepCopy(of: batch)
            try store.write { try $0.noteSettled(batch) }
        }
    }

    /// Lets the state follow the store, whose last bundle the next batch acknowledges.
    private func finishBundle(_ state: inout OfficeState) throws {
        guard let last = try store.read({ try $0.lastBundle() }), last.sequence > state.bundle?.sequence ?? 0 else { return }
        state.bundle = last
        state.hasStore = true
        try state.save(in: folder)
    }

    /// A batch that never arrives can be sent again from `sent/`, as it was.
    private func keepCopy(of batch: SentBatch) throws {
        let path = "\(folder)/\(Unfinished.sent)/\(batch.copy)"
        // Whoever has taken the zip away already has it.
        guard FileBytes.exists(batch.final), !FileBytes.exists(path) else { return }
        try DurableFile.makeFolder(DurableFile.folder(of: path))
        if Files.link(batch.final, path) != 0 { try copy(batch.final, to: path) }
        try DurableFile.syncFolder(DurableFile.folder(of: path))
    }

    private func copy(_ source: String, to path: String) throws {
        let temporary = DurableFile.temporaryName(for: path)
        Files.unlink(temporary)
        let descriptor = Files.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileFailure("create", path: temporary) }
        do {
            defer { close(descriptor) }
            try FileBytes.forEachPiece(of: source) { try FileBytes.write($0, to: descriptor, path: temporary) }
            guard Files.fsync(descriptor) == 0 else { throw FileFailure("fsync", path: temporary) }
        } catch {
            Files.unlink(temporary)
            throw error
        }
        try DurableFile.rename(temporary, to: path)
    }
}

extension SentBatch {
    /// The batch with that header, packed.
    init(of header: BatchHeader, _ digest: Digest, rows: Int, temporary: String, final: String) {
        let name = Packing.name(of: header.identity)
        self.init(
            epoch: header.identity.epoch,
            sequence: header.identity.sequence,
            digest: digest,
            exportedAt: header.exportedAt,
            rows: rows,
            temporary: temporary,
            final: final,
            // The first epoch's batches bear the names that later ones bear too, and a batch may be made anew.
            copy: "\(header.identity.epoch == 1 ? name : "\(name)-epoch\(header.identity.epoch)")-\(digest.description.prefix(8)).zip"
        )
    }
}
