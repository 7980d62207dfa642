import Bags
import Centre
import Programme
import Records
import Store

/// Receipts are issued exactly once in content: an applied batch is told of once, each of its rows at least once, each copy of it as a duplicate,
/// and what was published under a number is what the store says it is.
struct ReceiptAudit {
    private let offices: [SimulatedOffice]
    private let root: DataRoot

    init(_ offices: [SimulatedOffice], _ root: DataRoot) {
        self.offices = offices
        self.root = root
    }

    func run(_ store: CentralStore) throws -> [String] {
        let arrivals = try store.read { try $0.arrivals() }
        return try offices.flatMap { office in
            var faults: [String] = []
            var batches: [[String: String]] = []
            var rows: Set<String> = []
            for bundle in try store.read({ try $0.bundles() }) where bundle.office == office.code {
                let content = [UInt8](try store.read { try $0.content(of: bundle) })
                if let seen = office.seen[bundle.sequence], seen != Digest(of: content) {
                    faults.append("\(bundle.file): the office has other bytes")
                }
                if office.seen[bundle.sequence] == nil { faults.append("\(bundle.file): the office never saw it") }
                let bag = try Bag(contentsOf: "\(root.outbox)/\(bundle.file)")
                if let table = try bag.content(of: "data/receipts/batches.csv") { batches += try CSVTable(table).rows }
                guard let table = try bag.content(of: "data/receipts/records.csv") else { continue }
                for row in try CSVTable(table).rows {
                    rows.insert("\(row["epoch"] ?? "")-\(row["sequence"] ?? "") \(row["file"] ?? "") \(row["line"] ?? "")")
                }
            }
            for sent in office.sent {
                let told = batches.filter { $0["digest"] == sent.digest.description }
                let zip = Digest(of: sent.zip)
                let came = arrivals.filter { $0.zip == zip }
                for (outcome, expected) in [(BatchRecord.Outcome.applied, 1), (.duplicate, came.count { $0.outcome == .duplicate })] {
                    let count = told.count { $0["outcome"] == outcome.rawValue }
                    if count != expected { faults.append("\(sent.identity): told \(count) times of \(outcome.rawValue), not \(expected) times") }
                }
                let name = "\(sent.identity.epoch)-\(sent.identity.sequence) "
                let named = rows.count { $0.hasPrefix(name) }
                if named != sent.rows { faults.append("\(sent.identity): \(sent.rows) rows were sent, receipts name \(named)") }
            }
            return faults
        }
    }
}
