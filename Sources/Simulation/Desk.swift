import Bags
import Foundation
import Office
import Programme
import Records

/// A clerk's desk: the office's folder of tables, worked on in a spreadsheet and packed with our own program.
struct Desk {
    private let code: OfficeCode
    private let folder: String
    private let output: String
    private let key: SSHPrivateKey

    init(_ code: OfficeCode, folder: String, key: SSHPrivateKey) {
        self.code = code
        self.folder = folder
        output = "\(folder)-sent"
        self.key = key
    }

    /// Types rows into the tables: whole records, and changes to records that the tables have. Of versions the clerk knows nothing.
    func type(_ rows: [CaseRow]) throws {
        for type in RecordType.all {
            let typed = rows.filter { $0.type == type }
            guard !typed.isEmpty else { continue }
            var sheet = try ClerkSheet("\(folder)/\(type.name).csv", type)
            for row in typed where sheet.row(row.key) != nil || Desk.isWhole(row) {
                for cell in row.cells.dropFirst() where cell.column == "op" || type.position(of: cell.column) != nil {
                    sheet[row.key, cell.column] = cell.text
                }
                if let file = row["file"]?.split(separator: "/").last { try write("材料 \(row.key)", to: "evidence/\(file)") }
            }
            try sheet.save()
        }
    }

    private static func isWhole(_ row: CaseRow) -> Bool {
        row["op"] == nil && row.type.columns.allSatisfy { !$0.isRequired || row[$0.name] != nil }
    }

    private func write(_ text: String, to name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/evidence", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    /// Packs what is new, faulty rows too: the centre refuses those one by one.
    func pack(at instant: Instant) throws {
        var request = PackRequest(exportedAt: instant)
        request.office = code
        request.output = output
        request.isForced = true
        _ = try Packing(folder: folder).pack(request, key: key)
    }

    /// The batches that lie ready, which are then on their way.
    func takeBatches(day: Int) throws -> [SimulatedOffice.Sent] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        return try names.filter { $0.hasSuffix(".zip") && !$0.hasPrefix(".") }.sorted().map { name in
            let path = "\(output)/\(name)"
            let bag = try Bag(contentsOf: path)
            var rows = 0
            for type in RecordType.all {
                if let table = try bag.content(of: "data/records/\(type.name).csv") { rows += try CSVTable(table).rows.count }
            }
            let zip = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            try FileManager.default.removeItem(atPath: path)
            return SimulatedOffice.Sent(
                identity: try BatchHeader(bag.info).identity,
                digest: bag.tagManifestDigest,
                rows: rows,
                zip: zip,
                day: day
            )
        }
    }
}
