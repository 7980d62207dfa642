import ArgumentParser
import Centre
import Glibc
import Records

struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back a resolution or a ruling.",
        discussion: """
            ID is a conflict (its standing resolution is taken back), a resolution (410300-S…) or a ruling (410300-L…). The sides of the conflict \
            stand again; what an office has built on the settled value since then stays. The act and its reason are kept beside what they take \
            back: 'voucherd why' shows both. Rulings that opened the chain (WAIVE_GAP, NEW_EPOCH) cannot be taken back: batches were applied by \
            them.

              voucherd undo C-7f3a --reason '开户许可证有误'
            """
    )

    @OptionGroup var options: RootOptions

    @Argument(help: "A conflict, a resolution or a ruling.", completion: .settledConflicts)
    var id: String

    @OptionGroup var reason: ReasonOption
    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let centre = try await options.centre()
        try await operatorOptions.perform([.withdraw(try centre.undoable(id), reason: reason.reason)], on: centre)
    }
}
