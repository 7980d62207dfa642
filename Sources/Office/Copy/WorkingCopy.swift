import Programme
import Records

/// The office's tables, brought up to date with what the store knows.
///
/// Everything is worked out in memory; ``commit(_:)`` notes it in the store, and the files are written after that. What a bundle said some time ago
/// and could not be shown then (a table that was no table, a row on its way) is shown by whichever command comes next.
struct WorkingCopy {
    /// Types of which every office gets every record: too many for a working copy. A row of them that the office keeps is kept up to date all the same.
    private static let common: Set<RecordType> = [.provider, .platform, .recognition, .qualification, .entrustment]

    let folder: OfficeFolder
    private let office: OfficeCode
    /// The tables that can be read, by type.
    private(set) var tables: [RecordType: WorkingTable] = [:]
    /// What is known of the records of each type in the folder or in the store.
    private(set) var records: [RecordType: [String: CopyRecord]] = [:]
    private(set) var news = CopyNews()
    private var changed: Set<RecordKey> = []
    private var written: [(key: RecordKey, version: Int)] = []

    /// Reads the tables and brings them up to date.
    init(_ folder: OfficeFolder, of office: OfficeCode, _ transaction: OfficeTransaction) throws {
        self.folder = folder
        self.office = office
        let mustWait = try transaction.hasUnansweredEarlier()
        for type in RecordType.all where WorkingCopy.mayAuthor(type, office) {
            var known = try transaction.records(of: type)
            let file = folder.tables.first { $0.type == type }
            if let table = try read(file, type, isNeeded: known.values.contains { isMissing($0) }) {
                tables[type] = table
                records[type] = known
                if isOpen(table) { continue }
                var refresh = try TableRefresh(table, known, transaction, mustWait: mustWait, addsRows: !WorkingCopy.common.contains(type))
                try refresh.run(&news)
                known = refresh.records
                changed.formUnion(refresh.changed)
                written += refresh.written
                tables[type] = refresh.table
            }
            records[type] = known
        }
        news.inFlight = try transaction.flightCount()
    }

    private func isMissing(_ record: CopyRecord) -> Bool { record.published != nil && !WorkingCopy.common.contains(record.key.type) }

    /// A table that is there and can be written anew, or one that is wanted and not there; `nil` and a word to the clerk otherwise.
    private mutating func read(_ file: OfficeFolder.Table?, _ type: RecordType, isNeeded: Bool) throws -> WorkingTable? {
        guard let file else { return isNeeded ? try WorkingTable(new: type) : nil }
        do {
            return try WorkingTable(file, in: folder.path)
        } catch let error as CSVTableError {
            news.skip(file.name, line: error.line, "不能作为表格读取（\(error.reasonInChinese)），未更新；\(error.fixInChinese)")
        } catch let fault as RowReader.HeaderFault {
            let finding = Finding.header(fault, file: file.name)
            news.skip(file.name, line: 1, "\(finding.reason)，未更新；\(finding.fix)")
        }
        return nil
    }

    /// Whether LibreOffice has the table open: it would write its own copy over ours.
    private mutating func isOpen(_ table: WorkingTable) -> Bool {
        guard FileBytes.exists("\(folder.path)/.~lock.\(table.name)#") else { return false }
        news.skip(table.name, "文件正在表格软件中打开，未更新；请保存并关闭后再运行一次 open 或 pack")
        return true
    }

    /// Whether an office may author a type, as far as it can tell itself: which of the other roles it has, only the centre's register says.
    static func mayAuthor(_ type: RecordType, _ office: OfficeCode) -> Bool {
        office == .centre ? type.authors.contains(.centre) : !type.authors.isDisjoint(with: [.district, .platform])
    }

    // MARK: The store and the files

    /// Notes in the store what the tables show from now on, and the files to write.
    mutating func commit(_ transaction: OfficeTransaction) throws {
        for key in changed.sorted() { if let record = records[key.type]?[key.key] { try transaction.update(record) } }
        for (key, version) in written { try transaction.noteWritten(key, version: version) }
        for type in RecordType.all {
            guard var table = tables[type], table.isChanged else { continue }
            let bytes = table.render()
            tables[type] = table
            try transaction.insertPending(PendingFile(name: table.name, before: table.digest, isReference: false, bytes: bytes))
        }
        for type in RecordType.all where WorkingCopy.common.contains(type) || !WorkingCopy.mayAuthor(type, office) {
            let known = try records[type] ?? transaction.records(of: type)
            guard let bytes = try WorkingCopy.reference(type, known) else { continue }
            let name = "reference/\(type.name).csv"
            if try FileBytes.read("\(folder.path)/\(name)", limit: WorkingTable.byteLimit) == bytes { continue }
            try transaction.insertPending(PendingFile(name: name, before: nil, isReference: true, bytes: bytes))
        }
        news.finished = try transaction.finishedCopies()
    }

    /// The published records of a type that the office reads and does not keep; `nil` where there are none.
    private static func reference(_ type: RecordType, _ records: [String: CopyRecord]) throws -> [UInt8]? {
        let published = records.values.filter { $0.published != nil }.sorted { $0.key < $1.key }
        guard !published.isEmpty else { return nil }
        var table = try WorkingTable(new: type)
        for record in published {
            guard let values = record.published?.values, let version = record.published?.version else { continue }
            let row = table.addRow()
            for (column, value) in values.enumerated() { table.set(column, to: value, in: row) }
            table.set("base", to: String(version), in: row)
        }
        return table.render()
    }
}
