public import Bags
public import Logging
public import Records

/// The daemon's settings (`config/voucherd.yaml`), each at its default until the file or the environment says otherwise.
///
/// The regulation's own numbers are no settings: they are in the programme file.
public struct Settings: Sendable, Equatable {
    /// How batches are taken in.
    public struct Intake: Sendable, Equatable {
        /// What becomes of a batch without a good signature (exchange format, section 3).
        public enum Signatures: String, Sendable, CaseIterable {
            /// It is quarantined.
            case required
            /// An unsigned one is taken; a wrong signature is still refused.
            case optional
        }

        /// What becomes of the inbox's file once it is taken (exchange format, section 7).
        public enum AfterTaking: String, Sendable, CaseIterable {
            /// It moves to the archive.
            case move
            /// It stays where it is, and a copy is archived.
            case leave
        }

        public var signatures = Signatures.required
        public var afterTaking = AfterTaking.move
        /// A file that is still not whole after this long is reported.
        public var staleAfter = Duration.seconds(24 * 3600)
        /// Between full looks at the inbox.
        public var sweepEvery = Duration.seconds(60)
        /// The most that chance adds to ``sweepEvery``.
        public var sweepJitter = Duration.seconds(10)
        /// No batch is taken unless the disk would have this many bytes left.
        public var minimumFreeBytes: Int64 = 1 << 30
        /// The tables of a drain's batches have no more bytes than this, unless one batch has, so that memory does not grow with what waits.
        public var drainTableBytes: Int64 = 2 << 20

        public init() {}
    }

    /// When decisions are made.
    public struct Decisions: Sendable, Equatable {
        /// What an application needs to be approved.
        public enum Applications: String, Sendable, CaseIterable {
            /// That every rule passes.
            case automatic
            /// That every rule passes, and the centre's ruling.
            case byRuling = "by_ruling"
        }

        public var applications = Applications.automatic

        public init() {}
    }

    /// When decisions become final.
    public struct Finality: Sendable, Equatable {
        /// How many working days a decision waits for districts that do not report (Art. 6).
        public var workingDays = 10
        /// The most party-years that one drain decides because time has moved them, and because districts have reported past them, of each so many,
        /// besides those that its batches concern: the next drain goes on, so that memory does not grow with them.
        public var casesPerDrain = 1_000

        public init() {}
    }

    /// What is logged.
    public struct Log: Sendable, Equatable {
        public var level = Logger.Level.info
        /// The most conflicts that `conflicts.log` describes; the commands know all.
        public var conflictBlocks = 500
        /// `voucherd.log` begins anew once it is this long, in bytes; 0: never, because something else rotates it.
        public var rotateBytes: Int64 = 64 << 20
        /// How many files of it are kept besides the one that is written: `voucherd.log.1` and so on, the newest first.
        public var keptFiles = 10

        public init() {}
    }

    public var intake = Intake()
    public var bags = BagLimits()
    public var decisions = Decisions()
    public var finality = Finality()
    public var log = Log()

    /// Every setting at its default.
    public init() {}

    /// The limits of a CSV file, as its reader takes them.
    public var csv: CSVLimits {
        CSVLimits(fileBytes: Int(bags.csvFileBytes), rowBytes: bags.csvRowBytes, cellBytes: bags.csvCellBytes)
    }
}
