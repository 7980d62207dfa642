public import Foundation
import GRDB
public import Programme

/// A bundle as the store keeps it: whole, so that a file that the outbox lacks is written again byte for byte.
public struct StoredBundle: Sendable {
    public let office: OfficeCode
    public let sequence: Int
    public let drain: Int
    public let createdAt: Instant
    /// SHA-256 of the bundle's tag manifest: the next bundle's predecessor.
    public let digest: Digest
    /// SHA-256 of the zip.
    public let zip: Digest

    public init(office: OfficeCode, sequence: Int, drain: Int, createdAt: Instant, digest: Digest, zip: Digest) {
        self.office = office
        self.sequence = sequence
        self.drain = drain
        self.createdAt = createdAt
        self.digest = digest
        self.zip = zip
    }

    /// `410305/410305-D-000017.zip`.
    public var file: String { "\(office)/\(StoredBundle.name(to: office, sequence: sequence)).zip" }

    /// What a bundle is called, its top folder too: `410305-D-000017`.
    public static func name(to office: OfficeCode, sequence: Int) -> String {
        let digits = String(sequence)
        return "\(office)-D-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }
}

extension Transaction {
    /// The last bundle of an office.
    public func lastBundle(to office: OfficeCode) throws -> StoredBundle? {
        try row("SELECT \(Transaction.bundleColumns) FROM bundle WHERE office = ? ORDER BY sequence DESC LIMIT 1", [office]).map(Transaction.bundle)
    }

    /// The bundles of a drain and of those after it, by drain and office.
    public func bundles(since drain: Int) throws -> [StoredBundle] {
        try rows("SELECT \(Transaction.bundleColumns) FROM bundle WHERE drain >= ? ORDER BY drain, office", [drain]).map(Transaction.bundle)
    }

    /// The last bundle of each office that has one, by office.
    public func lastBundles() throws -> [StoredBundle] {
        var last: [StoredBundle] = []
        // From office to office, without a look at the bundles between.
        while let next = try row("SELECT min(office) AS office FROM bundle WHERE office > ?", [last.last?.office.description ?? ""]),
            let office: OfficeCode = next["office"], let bundle = try lastBundle(to: office)
        {
            last.append(bundle)
        }
        return last
    }

    /// The bundle of that office and number.
    public func bundle(to office: OfficeCode, sequence: Int) throws -> StoredBundle? {
        try row("SELECT \(Transaction.bundleColumns) FROM bundle WHERE office = ? AND sequence = ?", [office, sequence]).map(Transaction.bundle)
    }

    /// Keeps a bundle with its zip.
    public func insert(_ bundle: StoredBundle, content: Data) throws {
        try execute(
            "INSERT INTO bundle (office, sequence, drain, created_at, digest, zip, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [bundle.office, bundle.sequence, bundle.drain, bundle.createdAt, bundle.digest, bundle.zip, content]
        )
    }

    /// Every bundle, without its content, by office and number.
    public func bundles() throws -> [StoredBundle] {
        try rows("SELECT \(Transaction.bundleColumns) FROM bundle ORDER BY office, sequence").map(Transaction.bundle)
    }

    /// The zip of a bundle.
    public func content(of bundle: StoredBundle) throws -> Data {
        guard let row = try row("SELECT content FROM bundle WHERE office = ? AND sequence = ?", [bundle.office, bundle.sequence]) else {
            throw StoreError.damaged("no bundle \(bundle.file)")
        }
        return row["content"]
    }

    /// Notes the bundle in which an office was first told that its batch is applied.
    public func setBundle(_ sequence: Int, ofBatch id: Int64) throws {
        try execute("UPDATE batch SET bundle = ? WHERE id = ? AND bundle IS NULL", [sequence, id])
    }

    /// The bundle in which an office was first told that its batch is applied.
    public func bundleSequence(ofBatch id: Int64) throws -> Int? {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT bundle FROM batch WHERE id = ?"), arguments: [id])
    }

    // MARK: Evidence

    /// Notes that a file of evidence is kept.
    public func insertEvidence(_ digest: Digest, bytes: Int64) throws {
        try execute("INSERT OR IGNORE INTO evidence_file (digest, bytes) VALUES (?, ?)", [digest, bytes])
    }

    private static let bundleColumns = "office, sequence, drain, created_at, digest, zip"

    private static func bundle(_ row: Row) -> StoredBundle {
        StoredBundle(
            office: row["office"],
            sequence: row["sequence"],
            drain: row["drain"],
            createdAt: row["created_at"],
            digest: row["digest"],
            zip: row["zip"]
        )
    }
}
