import ArgumentParser
import Centre
import Glibc
import Merging
import Programme
import Records

struct RuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule",
        abstract: "Rule on something that waits or is held (Art. 26).",
        discussion: """
            SUBJECT is what the queue of 'voucherd status' names: 'batch 410305-1-42', 'office 410305-2 after 1-37', 'row party 410305-1-42:7', \
            'application 410305-A1', 'claim 410305-C1'. VERDICT is one of APPROVE, RELEASE, RETURN, REJECT, FREEZE, UNFREEZE, FRAUD, WAIVE_GAP, \
            NEW_EPOCH, GRACE, VOID.

              voucherd rule 'batch 410305-1-42' WAIVE_GAP --reason '县区电脑损坏，批次无法恢复'
              voucherd rule 'office 410305-2 after 1-37' NEW_EPOCH --reason '重装电脑'
              voucherd rule 'claim 410305-C1' RELEASE --rule ART24-NOREUSE --reason '已核对' --doc 洛科〔2026〕3号
              voucherd rule 'voucher 410305-A1' VOID --reason '企业退回余额'
              voucherd rule 'round 2025-R1' RETURN --reason '专家组复议'
            """
    )

    @OptionGroup var options: RootOptions

    @Argument(help: "What is ruled on.")
    var subject: String

    @Argument(help: "The verdict.")
    var verdict: String

    @Option(help: "The rule that the ruling is about, where it is about one.")
    var rule: String?

    @Option(help: ArgumentHelp("The number of the document that it rests on.", valueName: "number"))
    var doc: String?

    @Option(help: ArgumentHelp("Until when it holds (with GRACE).", valueName: "instant"))
    var until: InstantArgument?

    @Option(help: ArgumentHelp("From which day it holds. (default: today)", valueName: "day"))
    var effectiveOn: String?

    @OptionGroup var reason: ReasonOption
    @OptionGroup var operatorOptions: OperatorOptions

    func run() async throws {
        let words = subject.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else {
            throw CommandFailure(EX_USAGE, "SUBJECT is a kind and a name, such as 'batch 410305-1-42'", "对象应写作“类别 编号”，如 'batch 410305-1-42'")
        }
        var ruling = OperatorAct.Ruling(subjectType: words[0], subject: words[1], verdict: verdict.uppercased(), reason: reason.reason)
        ruling.rule = rule
        ruling.document = doc
        ruling.until = until?.instant
        ruling.effectiveOn = try effectiveOnDay
        try await operatorOptions.perform([.rule(ruling)], on: try await options.centre())
    }

    private var effectiveOnDay: Day {
        get throws {
            guard let effectiveOn else { return (operatorOptions.asOf?.instant ?? .now).day }
            guard let day = Day(effectiveOn) else {
                throw CommandFailure(EX_USAGE, "'\(effectiveOn)' is not a day such as 2026-03-02", "“\(effectiveOn)”不是日期，应如 2026-03-02")
            }
            return day
        }
    }
}
