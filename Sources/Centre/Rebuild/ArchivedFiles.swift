import Bags
import Foundation
import Glibc
import Programme
import Store

/// Finds the bytes that a drain took, by their digest: in the archive, in quarantine, or where a crash left them before they were moved there.
final class ArchivedFiles {
    private let root: DataRoot
    private var taking: [String: String]?

    init(_ root: DataRoot) {
        self.root = root
    }

    /// Where the file with those bytes lies, if it is anywhere.
    func path(of zip: String, outcome: BatchRecord.Outcome) throws -> String? {
        let quarantined = root.quarantined(zip)
        let archived = root.archived(zip)
        let places = outcome == .quarantined ? [quarantined, archived] : [archived, quarantined]
        if let place = places.first(where: { access($0, F_OK) == 0 }) { return place }
        return claimed()[zip]
    }

    /// The claimed files, by digest.
    private func claimed() -> [String: String] {
        if let taking { return taking }
        var found: [String: String] = [:]
        let names = FileManager.default.enumerator(atPath: root.taking)?.compactMap { $0 as? String } ?? []
        for name in names {
            let path = "\(root.taking)/\(name)"
            if let digest = try? Digest(ofFileAt: path) { found[digest.description] = path }
        }
        taking = found
        return found
    }
}
