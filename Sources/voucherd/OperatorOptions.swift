import ArgumentParser
import Centre
import Foundation
import Glibc
import Programme
import Records
import Store

/// The options of every command by which an operator acts.
struct OperatorOptions: ParsableArguments {
    @Option(name: .customLong("by"), help: ArgumentHelp("Who decides. (default: the user of this shell)", valueName: "name"))
    var operatorName: String?

    @Flag(name: [.customShort("n"), .long], help: "Say what it would change, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Act as if it were this instant.", valueName: "instant"))
    var asOf: InstantArgument?

    @Option(help: "text or json.")
    var format = OutputFormat.text

    /// Who acts, cut to what the exchange format holds.
    var name: String {
        let environment = ProcessInfo.processInfo.environment
        let name = operatorName ?? ["SUDO_USER", "USER", "LOGNAME"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return String((name ?? getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())").prefix(40))
    }

    /// Does the acts, or rehearses them, and prints what came of it.
    func perform(_ acts: [OperatorAct], on centre: Centre) async throws {
        let desk = OperatorDesk(centre, operatorName: name)
        let instant = asOf?.instant ?? .now
        // An act that the intake would refuse is not worth a number of its own.
        var consequences = try desk.rehearse(acts, at: instant)
        let isRefused = consequences.acts.contains { $0.outcome == .rejected }
        if !dryRun, !isRefused { consequences = try await desk.submit(acts, at: instant) }
        switch format {
        case .text: Terminal.print(ConsequencesText(consequences, isRehearsal: dryRun).text)
        case .json: try Terminal.printJSON(ConsequencesJSON(consequences, isRehearsal: dryRun))
        }
        if let refused = consequences.acts.first(where: { $0.outcome == .rejected }) {
            let finding = refused.findings.first { $0.effect == .reject }
            throw CommandFailure(
                EX_DATAERR,
                "the centre refused the act (\(finding?.rule ?? "?"))",
                "操作未被采用：\(finding?.reason ?? "")。\(finding?.fix ?? "")"
            )
        }
    }
}

/// A reason, which every act must have.
struct ReasonOption: ParsableArguments {
    @Option(help: "Why; it is kept for ever and told to the offices.")
    var reason: String

    func validate() throws {
        let length = reason.unicodeScalars.count
        if reason.allSatisfy(\.isWhitespace) || reason == "…" { throw ValidationError("--reason says why / 请在 --reason 中写明理由") }
        if length > 2000 { throw ValidationError("--reason has \(length) characters; at most 2000 are kept") }
    }
}
