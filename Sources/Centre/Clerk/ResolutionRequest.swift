import Foundation
import Merging
import Programme
import Records

/// What a resolution asks for, read from its cells: which conflict, the rows that the operator saw, and what is to stand.
struct ResolutionRequest {
    enum Choice: Equatable {
        /// The value of this office's side.
        case office(OfficeCode)
        /// These values by column name, as an exchange file writes them; other columns keep the value in effect.
        case values([String: String])
    }

    /// `C-` and sixteen hexadecimal digits.
    let conflict: String
    let rows: [RowIdentity]
    let choice: Choice

    /// A cell that cannot be understood.
    struct Fault: Error {
        let column: String
        let reason: String
        let fix: String
    }

    /// Reads the cells of a resolution.
    init(_ cells: [Cell?]) throws(Fault) {
        func text(_ column: String) -> String { RecordType.resolution.position(of: column).flatMap { cells[$0]?.text } ?? "" }
        guard let conflict = ConflictID.full(text("conflict_id")) else {
            throw Fault(column: "conflict_id", reason: "冲突编号应为 C- 加 16 位十六进制数", fix: "照抄冲突清单中的完整编号")
        }
        let sides = text("sides").split(separator: ";").map(String.init)
        let rows = sides.compactMap { RowIdentity($0) }
        guard !rows.isEmpty, rows.count == sides.count else {
            throw Fault(column: "sides", reason: "已见各方应为行的编号，如 410305-1-42:7，以分号分隔", fix: "照抄冲突清单中各方的批次号和行号")
        }
        self.conflict = conflict
        self.rows = Array(Set(rows)).sorted()
        switch (OfficeCode(text("office")), text("values")) {
        case (let office?, ""): choice = .office(office)
        case (nil, let json) where !json.isEmpty:
            guard let values = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)), !values.isEmpty else {
                throw Fault(column: "values", reason: "采用值应为 JSON 对象，列名对应字符串", fix: #"如 {"bank_account_no":"6222000011112222"}"#)
            }
            choice = .values(values)
        default: throw Fault(column: "office", reason: "采用县区（office）与采用值（values）须填且只填其一", fix: "采用某一方的值时填 office；另定值时填 values")
        }
    }

    /// Why a row of a resolution is refused, if it is.
    static func refusal(of row: RecordRow) -> Finding? {
        guard row.operation == .upsert, !row.findings.contains(where: { $0.effect == .reject }) else { return nil }
        do {
            _ = try ResolutionRequest(row.values)
            return nil
        } catch {
            return .format("FORMAT-VALUE", .reject, column: error.column, values: error.column, reason: error.reason, fix: error.fix)
        }
    }

    /// The settlement of that group, with the values read as the group's columns ask.
    func settlement(of group: Int, in type: RecordType) throws(Fault) -> Settlement {
        switch choice {
        case .office(let office): return Settlement(group: group, rows: rows, choice: .office(office))
        case .values(let words):
            var values: [Int: Cell?] = [:]
            for (name, word) in words.sorted(by: { $0.key < $1.key }) {
                guard let position = type.position(of: name), type.groups[group].columns.contains(position) else {
                    let columns = type.groups[group].columns.map { type.columns[$0].name }.joined(separator: "、")
                    throw Fault(column: "values", reason: "\(name) 不是该冲突的列", fix: "可填的列：\(columns)")
                }
                do {
                    values[position] = .some(try CellReader(type.columns[position].format).read(word))
                } catch {
                    throw Fault(column: "values", reason: "\(type.columns[position].title)（\(name)）应为\(error.expected)", fix: error.fix)
                }
            }
            return Settlement(group: group, rows: rows, choice: .values(values))
        }
    }
}
