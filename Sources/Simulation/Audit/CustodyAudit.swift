import Bags
import Centre
import Foundation
import Programme
import Store

/// Nothing is lost: every batch that was sent is known by its digest, and every file that came whole lies in the archive or in quarantine.
struct CustodyAudit {
    private let root: DataRoot
    private let offices: [SimulatedOffice]
    private let changed: [SimulatedOffice.Sent]
    private let arrived: Set<Digest>

    /// - Parameter changed: batches with other content under a known number.
    init(_ root: DataRoot, _ offices: [SimulatedOffice], _ changed: [SimulatedOffice.Sent], _ arrived: Set<Digest>) {
        self.root = root
        self.offices = offices
        self.changed = changed
        self.arrived = arrived
    }

    func run(_ store: CentralStore) throws -> (lost: Int, faults: [String]) {
        var lost = 0
        var faults: [String] = []
        for sent in offices.flatMap(\.sent) {
            let known = try store.read { try $0.batches(sent.identity) }.filter { $0.digest == sent.digest }
            if known.isEmpty {
                lost += 1
                faults.append("\(sent.identity): sent, and the centre does not know it")
            } else if !known.contains(where: { $0.outcome == .applied }) {
                faults.append("\(sent.identity): everything came, and it is \(known.map(\.outcome.rawValue))")
            }
        }
        for sent in changed where arrived.contains(Digest(of: sent.zip)) {
            let known = try store.read { try $0.batches(sent.identity) }.filter { $0.digest == sent.digest }
            if known.isEmpty || known.contains(where: { $0.outcome != .changed }) {
                faults.append("\(sent.identity): another batch under a known number is \(known.map(\.outcome.rawValue))")
            }
        }
        for zip in arrived.sorted(by: { $0.description < $1.description }) {
            let places = [root.archived(zip.description), "\(root.quarantine)/\(zip).zip"]
            let kept = places.filter { FileManager.default.fileExists(atPath: $0) }
            if kept.isEmpty { lost += 1 }
            if kept.count != 1 { faults.append("\(zip): the file came whole and lies in \(kept.count) places") }
            for place in kept where try Digest(ofFileAt: place) != zip { faults.append("\(place): other bytes than those that came") }
        }
        return (lost, faults + inboxFaults() + leftovers())
    }

    /// What is left in the inbox is not whole: the beginning of a file whose whole came under its name while it was looked at.
    private func inboxFaults() -> [String] {
        let zips = (offices.flatMap(\.sent) + changed).map(\.zip)
        return names(below: root.inbox).compactMap { name in
            let bytes = FileManager.default.contents(atPath: "\(root.inbox)/\(name)").map { [UInt8]($0) } ?? []
            return zips.contains { $0.count > bytes.count && $0.starts(with: bytes) } ? nil : "inbox/\(name): whole, and still there"
        }
    }

    private func leftovers() -> [String] {
        names(below: root.taking).map { "store/taking/\($0): a claimed file was never settled" }
    }

    private func names(below folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".zip") }.sorted()
    }
}
