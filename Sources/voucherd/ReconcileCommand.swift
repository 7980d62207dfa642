import ArgumentParser
import Centre
import Glibc

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Prove that nothing is lost: hold the store against archive, evidence and outbox.",
        discussion: """
            Reads every archived batch again and counts: bytes in are archived or quarantined, rows in are rows accounted for, evidence has its
            digest, and no voucher is overdrawn. Exits with 65 where something does not agree.

              voucherd reconcile --root /srv/voucherd
            """
    )

    @OptionGroup var options: RootOptions

    @Option(help: "text or json.")
    var format = OutputFormat.text

    func run() async throws {
        let report = try Reconciliation(await options.centre(onlyLooking: true)).run { Terminal.progress("batches", $0, of: $1) }
        if format == .json {
            try Terminal.printJSON(report)
        } else {
            Terminal.print(
                "files \(report.files), batches \(report.batches), rows \(report.rows), evidence \(report.evidence), bundles \(report.bundles), "
                    + "vouchers \(report.vouchers)"
            )
            for fault in report.faults { Terminal.print("FAULT  \(fault)") }
            if report.faults.isEmpty { Terminal.print("nothing missing, nothing doubled, nothing unexpected / 核对一致") }
        }
        if !report.faults.isEmpty { throw ExitCode(EX_DATAERR) }
    }
}
