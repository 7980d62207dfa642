import ArgumentParser
import Centre
import Glibc
import Programme
import Records

struct RoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round",
        abstract: "Open, cut off, rank, publish and close a redemption round (Art. 18, 19).",
        discussion: """
            Each step is a batch of the centre's that goes through the inbox. Reviews, objections, paper checks and payments come as batches too \
            (review.csv, objection.csv, paper_check.csv, payment.csv).

              voucherd round open 2025-R1 --year 2025 --budget 3000000 --cut-off-at 2026-01-20T18:00:00+08:00 \\
                --signoff-stb 2026-01-05 --signoff-finance 2026-01-06
              voucherd round rank 2025-R1 --reviewed-on 2026-02-10
              voucherd round publish 2025-R1 --on 2026-02-24
              voucherd round show 2025-R1
            """,
        subcommands: [Open.self, CutOff.self, Rank.self, Publish.self, Close.self, Show.self]
    )

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: "Open a round with its budget and both signatures, or change it."
        )

        @OptionGroup var options: RootOptions
        @Argument(help: "The round, such as 2025-R1.") var id: String
        @Option(help: "The voucher year.") var year: Int?
        @Option(help: "ANNUAL or EXTRA.") var kind: String?
        @Option(help: "The budget in yuan.") var budget: String?
        @Option(help: "What the programme's own costs take of it, in yuan.") var admin: String?
        @Option(help: "When claims are cut off.") var cutOffAt: InstantArgument?
        @Option(help: "When the science bureau signed.") var signoffStb: String?
        @Option(help: "When the finance bureau signed.") var signoffFinance: String?
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            var cells = ["id": id]
            cells["voucher_year"] = year.map(String.init)
            cells["kind"] = kind ?? (year == nil ? nil : "ANNUAL")
            cells["budget"] = budget
            cells["admin_reserved"] = admin ?? (budget == nil ? nil : "0")
            cells["cut_off_at"] = cutOffAt?.instant.description
            cells["signoff_stb"] = signoffStb
            cells["signoff_finance"] = signoffFinance
            try await operatorOptions.perform([.record(.round, cells)], on: try await options.centre())
        }
    }

    struct CutOff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "cut-off", abstract: "Cut a round off now, or at an instant.")

        @OptionGroup var options: RootOptions
        @Argument(help: "The round.") var id: String
        @Option(help: ArgumentHelp("When claims are cut off. (default: now)", valueName: "instant")) var at: InstantArgument?
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let centre = try await options.centre()
            let instant = operatorOptions.asOf?.instant ?? .now
            let cells = ["id": id, "cut_off_at": (at?.instant ?? instant).description]
            try await operatorOptions.perform([.record(.round, cells)], on: centre)
            try RoundCommand.tell(id, centre, at: instant)
        }
    }

    struct Rank: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rank",
            abstract: "Note that the panel has met: the round is ranked once every claim in it has its review."
        )

        @OptionGroup var options: RootOptions
        @Argument(help: "The round.") var id: String
        @Option(help: "The day of the panel's meeting.") var reviewedOn: String
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let centre = try await options.centre()
            try await operatorOptions.perform([.record(.round, ["id": id, "reviewed_on": reviewedOn])], on: centre)
            try RoundCommand.tell(id, centre, at: operatorOptions.asOf?.instant ?? .now)
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "publish", abstract: "Make the list public: every line with money.")

        @OptionGroup var options: RootOptions
        @Argument(help: "The round.") var id: String
        @Option(help: "The day of publication.") var on: String
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let centre = try await options.centre()
            let report = try centre.round(id, at: operatorOptions.asOf?.instant ?? .now)
            let claims = report.lines.filter { ["FULL", "PARTIAL"].contains($0.outcome) }.map(\.claim)
            guard !claims.isEmpty else {
                throw CommandFailure(EX_DATAERR, "\(id) is \(report.state): there is no line to publish", "轮次 \(id) 的状态为 \(report.state)，没有可公示的名单")
            }
            let cells = ["id": "410300-G-\(id)-\(on)", "round_id": id, "claims": claims.joined(separator: ";"), "published_on": on]
            try await operatorOptions.perform([.record(.publicity, cells)], on: centre)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "close", abstract: "Close a round whose every line is paid or ended.")

        @OptionGroup var options: RootOptions
        @Argument(help: "The round.") var id: String
        @OptionGroup var reason: ReasonOption
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let centre = try await options.centre()
            let report = try centre.round(id, at: operatorOptions.asOf?.instant ?? .now)
            let open = report.lines.filter { !$0.isEnded }
            guard ["RANKED", "CONFIRMING", "PAYING"].contains(report.state), open.isEmpty else {
                for line in open { Terminal.print("\(line.claim)  \(line.party)  \(line.stage)  \(line.amount)") }
                throw CommandFailure(
                    EX_DATAERR,
                    "\(id) is \(report.state) and has \(open.count) lines that are neither paid nor ended",
                    "轮次 \(id) 的状态为 \(report.state)，尚有 \(open.count) 项未支付或未办结"
                )
            }
            let ruling = OperatorAct.Ruling(subjectType: "round", subject: id, verdict: "APPROVE", reason: reason.reason)
            try await operatorOptions.perform([.rule(ruling)], on: centre)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show where a round stands, and what keeps it from its next step."
        )

        @OptionGroup var options: RootOptions
        @Argument(help: "The round; without it, all.") var id: String?
        @Option(help: ArgumentHelp("Look as of this instant.", valueName: "instant")) var asOf: InstantArgument?
        @Option(help: "text or json.") var format = OutputFormat.text

        func run() async throws {
            let centre = try await options.centre()
            let instant = asOf?.instant ?? .now
            if format == .json { return try Terminal.printJSON(try (id.map { [$0] } ?? centre.rounds()).map { try centre.round($0, at: instant) }) }
            for round in try id.map({ [$0] }) ?? centre.rounds() { try RoundCommand.tell(round, centre, at: instant) }
        }
    }

    static func tell(_ id: String, _ centre: Centre, at instant: Instant) throws {
        let report = try centre.round(id, at: instant)
        Terminal.print("\(report.id)  \(report.state)  available 可用 \(report.available)  granted 列入 \(report.granted)  paid 已付 \(report.paid)")
        if !report.digest.isEmpty { Terminal.print("  list 名单摘要 \(report.digest)") }
        for finding in report.obstacles {
            Terminal.print("  \(finding.effect.rawValue) \(finding.rule) \(finding.reason)（\(finding.values)）\(finding.fix)")
        }
        for line in report.lines {
            let amounts = [("listed 列入", line.amount), ("confirmed 确认", line.confirmed), ("paid 已付", line.paid)]
            let told = amounts.filter { !$0.1.isEmpty }.map { "  \($0.0) \($0.1)" }.joined()
            Terminal.print("  \(line.claim)  \(line.party)  \(line.place?.description ?? "")  \(line.stage)\(told)")
        }
    }
}
