import ArgumentParser
import Bags
import Centre
import Foundation
import Glibc
import Logging
import Programme
import Store

/// The options of every command that works on a data root.
struct RootOptions: ParsableArguments {
    @Option(
        name: .customLong("root"),
        help: ArgumentHelp(
            "The data root: config/, inbox/, outbox/, store/ and log/ lie in it. (default: $VOUCHERD_ROOT, else this folder)",
            valueName: "dir"
        ),
        completion: .directory
    )
    var rootName: String?

    /// The data root of commands that name none: that of the environment, else the current folder.
    static var usual: String {
        let root = ProcessInfo.processInfo.environment["VOUCHERD_ROOT"] ?? ""
        return root.isEmpty ? "." : root
    }

    var root: String { rootName ?? RootOptions.usual }

    var dataRoot: DataRoot { DataRoot(root) }

    /// Reads and checks the configuration.
    func configuration() async throws -> CentreConfiguration {
        do {
            return try await CentreConfiguration.load(dataRoot)
        } catch {
            // A disk that cannot be read just now says nothing of what is configured.
            throw CommandFailure(error, exitCode: Hindrance(error, in: dataRoot).passes ? EX_TEMPFAIL : EX_CONFIG)
        }
    }

    /// Opens the centre of the data root.
    ///
    /// - Parameter isOnlyLooking: open it for reading where it cannot be opened otherwise, as on a disk that is full or read-only.
    func centre(
        onlyLooking isOnlyLooking: Bool = false,
        logger: Logger = Logger(label: "voucherd", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> Centre {
        let configuration = try await configuration()
        do {
            do {
                return try Centre(configuration: configuration, logger: logger)
            } catch let error where isOnlyLooking && Hindrance(error, in: configuration.root).passes {
                guard let centre = try? Centre(lookingAt: configuration) else { throw error }
                return centre
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw CommandFailure(error, exitCode: EX_IOERR)
        }
    }
}

/// How a command prints what it found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// An instant on the command line; without an offset it is Luoyang's time.
struct InstantArgument: ExpressibleByArgument {
    let instant: Instant

    init?(argument: String) {
        if let instant = Instant(argument) ?? Instant(localTime: argument) {
            self.instant = instant
        } else if let day = Day(argument) {
            instant = Instant(startOf: day)
        } else {
            return nil
        }
    }
}

extension Instant {
    /// The instant by this machine's clock.
    static var now: Instant { Instant(seconds: Int64(time(nil))) }
}
