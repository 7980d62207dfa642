import ArgumentParser
import Centre
import Foundation
import Glibc
import Merging
import Programme
import Records

struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Settle a conflict: take an office's side, or give other values.",
        discussion: """
            log/conflicts.log and 'voucherd conflicts' give a command for each choice, ready to paste. With --seen the command is refused once \
            a side has come that you had not seen, and shows the conflict as it is now. --dry-run says which decisions would change, and by how \
            much. The act travels through the inbox as a batch of office 410300, and every office learns the value and the reason.

            Several conflicts at once: give filters instead of ids. The command first says how many there are and does nothing; give it that \
            number with --count and it settles them.

              voucherd resolve C-7f3a --office 410305 --reason '开户许可证已核'
              voucherd resolve C-7f3a --set bank_account_no=6222000011112222 --reason '银行来函' --dry-run
              voucherd resolve --type party --group bank --older 7d --office 410305 --reason '以涧西区所报为准' --count 12
            """
    )

    @OptionGroup var options: RootOptions

    @Argument(help: "Conflicts by their ids, or unambiguous beginnings of them.", completion: .openConflicts)
    var ids: [String] = []

    @Option(help: "Take this office's side.")
    var office: OfficeCode?

    @Option(help: ArgumentHelp("Take the side of this number.", valueName: "number"))
    var side: Int?

    @Option(name: .customLong("set"), help: ArgumentHelp("Give a column this value; for each column in conflict.", valueName: "column=value"))
    var values: [String] = []

    @Option(help: ArgumentHelp("The sides that you saw, as the conflict names them.", valueName: "token"))
    var seen: String?

    @Option(help: "Only conflicts of this type of record (instead of ids).")
    var type: String?

    @Option(help: "Only conflicts of this field group (instead of ids).")
    var group: String?

    @Option(help: ArgumentHelp("Only conflicts open for at least this long (instead of ids).", valueName: "time"))
    var older: AgeArgument?

    @Option(help: ArgumentHelp("How many conflicts the filters give, as the command said before.", valueName: "number"))
    var count: Int?

    @OptionGroup var reason: ReasonOption
    @OptionGroup var operatorOptions: OperatorOptions

    func validate() throws {
        let choices = [office != nil, side != nil, !values.isEmpty].filter(\.self).count
        if choices != 1 { throw ValidationError("give one of --office, --side and --set / 请在 --office、--side、--set 中任选一种") }
        let hasFilter = type != nil || group != nil || older != nil
        if ids.isEmpty != hasFilter { throw ValidationError("give ids, or filters (--type, --group, --older), and not both / 请给出冲突编号或筛选条件之一") }
        if hasFilter, office == nil { throw ValidationError("filters go with --office: the other sides differ from conflict to conflict") }
        if seen != nil, ids.count != 1 { throw ValidationError("--seen goes with one id") }
        if let type, RecordType.named(type) == nil { throw ValidationError("--type \(type): there is no such type of record") }
        _ = try columns()
    }

    func run() async throws {
        let centre = try await options.centre()
        let sheets = try ids.isEmpty ? matching(centre) : ids.map(centre.conflictSheet)
        try await operatorOptions.perform(try sheets.map(act), on: centre)
    }

    // MARK: Which

    /// The conflicts that the filters give; refused until the operator has said how many there are.
    private func matching(_ centre: Centre) throws -> [ConflictSheet] {
        let instant = operatorOptions.asOf?.instant ?? .now
        let sheets = try centre.conflictSheets(includingSettled: false).filter { sheet in
            (type == nil || sheet.type == type) && (group == nil || sheet.group == group)
                && (older.map { instant.seconds - sheet.openedAt.seconds >= $0.seconds } ?? true)
                && sheet.sides.contains { side in side.rows.contains { $0.office == office?.description } }
        }
        if sheets.isEmpty { throw CommandFailure(EX_NOINPUT, "no open conflict fits", "没有符合条件的冲突") }
        guard count == sheets.count || operatorOptions.dryRun else {
            for sheet in sheets { Terminal.print("\(sheet.id)  \(sheet.record)  \(sheet.group)  \(sheet.amountWaiting) 元") }
            throw CommandFailure(
                EX_USAGE,
                "\(sheets.count) conflicts fit\(count.map { ", not \($0)" } ?? ""); nothing is done: look through them and add --count \(sheets.count)",
                "共 \(sheets.count) 项冲突符合条件，尚未处理；核对后加上 --count \(sheets.count) 再执行"
            )
        }
        return sheets
    }

    // MARK: What

    private func act(_ sheet: ConflictSheet) throws -> OperatorAct {
        guard sheet.isOpen else {
            let last = sheet.history.last { $0.undone == nil }
            let how = last.map { "\($0.at) \($0.decidedBy): \($0.reason)" } ?? "its sides came to agree"
            throw CommandFailure(
                EX_DATAERR,
                "\(sheet.id) is settled already (\(how)); 'voucherd undo \(sheet.id)' takes that back",
                "\(sheet.id) 已经处理（\(how)）；如需改变，先用 voucherd undo \(sheet.id) 撤销"
            )
        }
        if let seen, seen.lowercased() != sheet.seen {
            Terminal.print(ConflictText(sheet, isMasked: false).text)
            throw CommandFailure(
                EX_DATAERR,
                "\(sheet.id) is not as you saw it: its sides have changed; nothing is done. It is shown above as it is now, with new commands",
                "\(sheet.id) 的各方与您所见的不同，未作处理；现状与新的命令见上"
            )
        }
        let rows = sheet.sides.flatMap(\.rows).compactMap { RowIdentity("\($0.batch):\($0.line)") }
        return .resolve(conflict: sheet.id, rows: rows, choice: try choice(sheet), reason: reason.reason)
    }

    private func choice(_ sheet: ConflictSheet) throws -> OperatorAct.Choice {
        if let office {
            let fitting = sheet.sides.filter { $0.rows.contains { $0.office == office.description } }
            switch fitting.count {
            case 1: return .office(office)
            case 0: throw refusal(sheet, "\(office) has no side in \(sheet.id)", "\(office) 在 \(sheet.id) 中没有一方")
            default:
                throw refusal(
                    sheet,
                    "\(office) has several sides in \(sheet.id): choose one with --side",
                    "\(office) 在 \(sheet.id) 中有多方，请用 --side 指定"
                )
            }
        }
        if let side {
            guard let chosen = sheet.sides.first(where: { $0.number == side }) else {
                throw refusal(sheet, "\(sheet.id) has no side \(side)", "\(sheet.id) 没有第 \(side) 方")
            }
            return .values(Dictionary(uniqueKeysWithValues: sheet.columns.map { ($0.name, chosen.values[$0.name] ?? "") }))
        }
        let given = try columns()
        if let stranger = given.keys.sorted().first(where: { name in !sheet.columns.contains { $0.name == name } }) {
            throw refusal(sheet, "\(stranger) is no column of this conflict", "\(stranger) 不是该冲突的列")
        }
        let contested = sheet.columns.filter { column in Set(sheet.sides.map { $0.values[column.name] ?? "" }).count > 1 }
        if let missing = contested.first(where: { given[$0.name] == nil }) {
            throw refusal(
                sheet,
                "the sides differ in \(missing.name) too: give it with --set \(missing.name)=… (empty: --set \(missing.name)=)",
                "各方的\(missing.title)也不一致，请一并用 --set \(missing.name)=… 给出（留空写 --set \(missing.name)=）"
            )
        }
        return .values(given)
    }

    private func refusal(_ sheet: ConflictSheet, _ english: String, _ chinese: String) -> CommandFailure {
        Terminal.print(ConflictText(sheet, isMasked: false).text)
        return CommandFailure(EX_DATAERR, "\(english); nothing is done", "\(chinese)；未作处理")
    }

    private func columns() throws -> [String: String] {
        var columns: [String: String] = [:]
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, columns.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("--set \(value): write column=value, each column once")
            }
        }
        return columns
    }
}
