import Bags
import Foundation
import Programme
import Records
import TestSupport
import Testing

@testable import Office
@testable import Simulation

/// An office's folder and bundles for it, made by hand.
final class Desk {
    let fixture: OfficeFixture
    private let centre = SSHPrivateKey(generatingWithComment: "centre")
    private var sequence = 0
    private var previous: Digest?
    private var hour = 0

    var folder: TemporaryFolder { fixture.folder }

    init() throws {
        fixture = try OfficeFixture()
        for name in ["project.csv", "evidence.csv"] { try FileManager.default.removeItem(atPath: folder / name) }
        try FileManager.default.removeItem(atPath: folder / "evidence")
    }

    static let columns =
        "uscc,legal_name,reg_division,reg_date,home_office,legal_rep_name,contact_name,contact_mobile,support_categories,"
        + "bank_account_no,finance_system_declared"

    /// A party's row, without base.
    static func row(contact: String = "李四", account: String = "11111111", categories: String = "SME") -> String {
        "\(OfficeFixture.uscc),洛阳样本有限公司,410305,2020-05-06,410305,张三,\(contact),13800000001,\(categories),\(account),true"
    }

    static func receipt(_ batch: Int, outcome: String, version: String, type: String = "party", key: String = OfficeFixture.uscc) -> String {
        "1,\(batch),data/records/\(type).csv,2,\(type),\(key),\(outcome),\(version),,,,,,,,,\n"
    }

    /// The next bundle: a party as published, receipts, and other payload.
    func bundle(_ version: Int?, _ row: String = row(), receipts: String = "", payload: [(path: String, text: String)] = []) throws -> String {
        sequence += 1
        var bundle = BundleFixture(sequence: sequence, previous: previous)
        bundle.payload = payload
        if let version { bundle.payload.append(("data/records/party.csv", "version,\(Desk.columns)\n\(version),\(row)\n")) }
        if !receipts.isEmpty {
            bundle.payload.append(("data/receipts/records.csv", String(BundleFixture.rows.prefix { $0 != "\n" }) + "\n" + receipts))
        }
        let path = folder / "in/\(sequence).zip"
        try FileManager.default.createDirectory(atPath: folder / "in", withIntermediateDirectories: true)
        previous = try bundle.write(to: path, key: centre)
        return path
    }

    @discardableResult
    func open(_ path: String, stopping step: Step? = nil) throws -> CopyNews {
        var opening = BundleOpening(officeFolder: folder.path, trust: nil)
        if let step { opening.checkpoint = { if $0 == step { throw Stop() } } }
        return try opening.open(path).news
    }

    struct Stop: Error {}

    func pack(stopping step: Step? = nil, _ change: (inout PackRequest) -> Void = { _ in }) throws -> PackReport {
        hour += 1
        var request = fixture.request()
        request.exportedAt = OfficeFixture.moment.adding(seconds: Int64(hour) * 3600)
        change(&request)
        var packing = fixture.packing
        if let step { packing.checkpoint = { if $0 == step { throw Stop() } } }
        return try packing.pack(request, key: fixture.key)
    }

    /// A table of a packed batch.
    func packed(_ report: PackReport, _ type: String = "party") throws -> String {
        let path = try #require(report.packed).path
        return String(decoding: try #require(try Bag(contentsOf: path).content(of: "data/records/\(type).csv")), as: UTF8.self)
    }

    func sheet() throws -> ClerkSheet { try ClerkSheet(folder / "party.csv", .party) }

    func edit(_ column: String, _ value: String) throws {
        var sheet = try sheet()
        sheet[OfficeFixture.uscc, column] = value
        try sheet.save()
    }
}
