import Programme
import Testing

@testable import Bags

/// What must become of a file.
enum Verdict: Sendable, Equatable {
    /// It is not whole: it waits in the inbox.
    case waits
    /// It can never be taken, under this rule of this section of the exchange format.
    case quarantined(String, section: Int)
    /// It is taken; the rows on these lines are refused under these rules, and no other is.
    case applied(rejected: [Int: String] = [:])
}

/// One way of being hostile, or odd, and what must become of it.
struct HostileCase: Sendable, CustomTestStringConvertible, CustomStringConvertible {
    let family: String
    let name: String
    let verdict: Verdict
    var batch: @Sendable (inout ForgedBatch) -> Void = { _ in }
    var zip: @Sendable (inout ForgedZip) -> Void = { _ in }
    var file: @Sendable (inout [UInt8]) -> Void = { _ in }

    var description: String { testDescription }
    var testDescription: String { "\(family): \(name)" }

    /// The file's bytes, and the digest by which the next batch names this one.
    func forged(_ seat: ForgedBatch.Seat) -> (bytes: [UInt8], digest: Digest) {
        var batch = ForgedBatch(seat)
        self.batch(&batch)
        var (zip, digest) = batch.sealed()
        self.zip(&zip)
        var bytes = zip.bytes
        file(&bytes)
        return (bytes, digest)
    }
}

/// Cases of one kind, each made by changing a good batch.
struct CaseFamily {
    let name: String
    private(set) var cases: [HostileCase] = []

    init(_ name: String, _ fill: (inout CaseFamily) -> Void) {
        self.name = name
        fill(&self)
    }

    /// A batch changed before its digests and its signature are made.
    mutating func batch(
        _ name: String,
        _ verdict: Verdict,
        _ change: @escaping @Sendable (inout ForgedBatch) -> Void,
        thenFile file: @escaping @Sendable (inout [UInt8]) -> Void = { _ in }
    ) {
        cases.append(HostileCase(family: self.name, name: name, verdict: verdict, batch: change, file: file))
    }

    /// A batch changed before it is signed, in a zip that is changed after.
    mutating func batch(
        _ name: String,
        _ verdict: Verdict,
        _ change: @escaping @Sendable (inout ForgedBatch) -> Void,
        thenZip zip: @escaping @Sendable (inout ForgedZip) -> Void
    ) {
        cases.append(HostileCase(family: self.name, name: name, verdict: verdict, batch: change, zip: zip))
    }

    /// A batch in a zip that is changed after it was signed.
    mutating func zip(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout ForgedZip) -> Void) {
        cases.append(HostileCase(family: self.name, name: name, verdict: verdict, zip: change))
    }

    /// A batch whose zip's bytes are changed.
    mutating func file(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout [UInt8]) -> Void) {
        cases.append(HostileCase(family: self.name, name: name, verdict: verdict, file: change))
    }

    /// A change of the entry that holds the table.
    mutating func entry(_ name: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout ForgedZip.Entry) -> Void) {
        zip(name, verdict) { $0.change("data/records/project.csv", change) }
    }
}

/// Every case there is.
enum HostileCorpus {
    static let cases = [
        ZipHeaderCases.all, ZipLayoutCases.all, ZipEndCases.all, ZipContentCases.all, ZipNameCases.all, LimitCases.all, ManifestCases.all,
        TagFileCases.all,
        BatchHeaderCases.all, TableCases.all, SignatureCases.all,
    ].flatMap(\.cases)
}
