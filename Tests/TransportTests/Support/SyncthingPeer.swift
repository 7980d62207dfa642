import Foundation
import TestSupport

/// A Syncthing that talks to one other on 127.0.0.1, without discovery, relays or reports; it is ended with the last reference to it.
final class SyncthingPeer {
    static let isThere = Tool.has("syncthing")

    let id: String
    let port: Int
    private let home: TemporaryFolder
    private var process: Background?

    init() async throws {
        home = try TemporaryFolder()
        port = try LoopbackPort.free()
        try await Background.run(["syncthing", "generate", "--home=\(home.path)", "--no-default-folder"], in: home)
        id = try await Background.run(["syncthing", "--home=\(home.path)", "--device-id"], in: home).output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
    }

    /// Starts to keep a folder the same as the other's.
    ///
    /// - Parameter type: `sendonly` or `receiveonly`.
    func share(_ folder: String, as type: String, with other: SyncthingPeer) throws {
        func device(_ peer: SyncthingPeer) -> String {
            """
            <device id="\(peer.id)" name="\(peer.port)" compression="never"><address>tcp://127.0.0.1:\(peer.port)</address>
            <paused>false</paused></device>
            """
        }
        let config = """
            <configuration version="36">
            <folder id="batches" label="batches" path="\(folder)" type="\(type)" rescanIntervalS="1" fsWatcherEnabled="true" fsWatcherDelayS="1">
            <filesystemType>basic</filesystemType><device id="\(id)"></device><device id="\(other.id)"></device><markerName>.stfolder</markerName>
            </folder>
            \(device(self))
            \(device(other))
            <gui enabled="false"></gui>
            <options>
            <listenAddress>tcp://127.0.0.1:\(port)</listenAddress>
            <globalAnnounceEnabled>false</globalAnnounceEnabled><localAnnounceEnabled>false</localAnnounceEnabled>
            <relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled><stunServer></stunServer>
            <startBrowser>false</startBrowser><urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
            <crashReportingEnabled>false</crashReportingEnabled><reconnectionIntervalS>1</reconnectionIntervalS>
            </options>
            </configuration>
            """
        try home.write("config.xml", config)
        try FileManager.default.createDirectory(atPath: folder + "/.stfolder", withIntermediateDirectories: true)
        // The variables keep it from starting itself a second time as its own monitor.
        process = try Background(
            ["syncthing", "serve", "--home=\(home.path)", "--no-browser", "--no-upgrade"],
            in: home,
            environment: ["STMONITORED": "yes", "STNORESTART": "1", "STNOUPGRADE": "1", "HOME": home.path]
        )
    }

    /// What it said so far.
    var output: String { process?.output ?? "" }
}
