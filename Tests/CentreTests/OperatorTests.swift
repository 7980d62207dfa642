import Foundation
import Glibc
import Programme
import Records
import Rules
import Store
import TestSupport
import Testing

@testable import Centre

@Suite("What an operator does from a shell", .enabled(if: Program.folder != nil))
struct OperatorTests {
    private func voucherd(_ city: TestCity, _ arguments: String) throws -> Program.Outcome {
        try Program.paste("voucherd \(arguments) --root \(Shell.quoted(city.root.absolutePath))")
    }

    private func account(_ city: TestCity) async throws -> String? {
        try await city.centre().store.read { try $0.merged(.party, Rows.firm)?["bank_account_no"]?.text }
    }

    // MARK: Resolving

    @Test(
        "a conflict is settled by an office, by a side's number, or by values",
        arguments: [
            ("--office 410311", "6222000011110011"), ("--side 1", "6222000011110005"), ("--set bank_account_no=6222000011119999", "6222000011119999"),
        ]
    )
    func resolve(choice: String, expected: String) async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let outcome = try voucherd(city, "resolve \(conflict.prefix(7)) \(choice) --reason 核实 --by 王五")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try await account(city) == expected)
    }

    @Test(
        "what cannot be meant is refused, and nothing is done",
        arguments: [
            ("--office 410371 --reason 核实", 65), ("--side 7 --reason 核实", 65), ("--set cnaps= --reason 核实", 65),
            ("--set legal_name=x --reason 核实", 65), ("--set bank_account_no=12 --reason 核实", 65), ("--office 410305 --reason ' '", 64),
            ("--office 410305 --side 1 --reason 核实", 64), ("--office 410305 --seen 00000000 --reason 核实", 65),
        ] as [(String, Int32)]
    )
    func refused(choice: String, status: Int32) async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let before = try await city.export()
        let outcome = try voucherd(city, "resolve \(conflict) \(choice)")
        #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
        #expect(try await city.export() == before)
    }

    @Test("several at once are settled only with their number said")
    func bulk() async throws {
        let (city, _) = try await ContestedCity.accounts()
        for (office, account) in [(TestCity.jianxi, "6222000022220005"), (TestCity.luolong, "6222000022220011")] {
            let party = Rows.party(Rows.other, name: "洛阳示例机器人有限公司", account: account)
            try city.send(city.next(office, at: "2025-03-05T10:00:00+08:00", ["party": party]))
        }
        try await city.drain(at: "2025-03-05T11:00:00+08:00")
        let filter = "resolve --type party --group bank --office 410311 --reason 以洛龙区所报为准"
        for count in ["", " --count 1", " --count 3"] {
            let refused = try voucherd(city, filter + count)
            #expect(refused.status == 64)
            #expect(refused.errors.contains("--count 2"))
        }
        #expect(try voucherd(city, filter + " --older 1d --count 2 --as-of 2025-03-05T12:00:00+08:00").status == 64, "one is younger")
        let done = try voucherd(city, filter + " --count 2")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("0 conflicts to go"))
        #expect(try await account(city) == "6222000011110011")
    }

    @Test("a rehearsal leaves the store's bytes as they are, and what it says comes true, decisions and amounts included")
    func rehearsal() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        let command = "resolve \(conflict) --office 410311 --reason 核实 --as-of 2025-06-21T09:00:00+08:00 --format json"
        _ = try await city.centre().store.read { try $0.lastDrain() }
        let before = try bytes(city)
        let rehearsed = try voucherd(city, command + " --dry-run")
        #expect(rehearsed.status == 0, "\(rehearsed.errors)")
        #expect(try bytes(city) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: city.root.inbox) == [".voucherd-inbox"])
        let done = try voucherd(city, command)
        var (said, came) = (try rehearsed.json(), try done.json())
        #expect(said.removeValue(forKey: "isRehearsal") as? Bool == true)
        #expect(came.removeValue(forKey: "isRehearsal") as? Bool == false)
        #expect(NSDictionary(dictionary: said) == NSDictionary(dictionary: came))
        let changes = try #require(came["decisions"] as? [[String: Any]])
        #expect(changes.map { $0["subject"] as? String } == ["410305-C1"])
        #expect(changes.map { $0["difference"] as? String } == ["270.00"], "30 % of 900")
        #expect(came["difference"] as? String == "270.00")
        #expect(came["settled"] as? [String] == [conflict])
    }

    /// The pages of the database as a reader finds them.
    private func bytes(_ city: TestCity) throws -> String {
        try Tool.shell("sqlite3 -readonly \(Shell.quoted(city.root.database)) .dump | sha256sum")
    }

    // MARK: Taking back

    @Test("what was settled is taken back, and settled again; why keeps all three")
    func undo() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        #expect(try voucherd(city, "undo \(conflict) --reason 无").status == 65, "nobody has settled it")
        #expect(try voucherd(city, "resolve \(conflict) --office 410305 --reason 初核 --by 王五").status == 0)
        let undone = try voucherd(city, "undo \(conflict) --reason 开户许可证有误 --by 赵六")
        #expect(undone.status == 0 && undone.output.contains("1 conflicts to go"), "\(undone.errors)")
        #expect(try voucherd(city, "undo 410300-S1-1 --reason 再撤").status == 65, "it was taken back already")
        #expect(try voucherd(city, "resolve \(conflict) --office 410311 --reason 复核 --by 钱七").status == 0)
        #expect(try await account(city) == "6222000011110011")
        let why = try voucherd(city, "why party \(Rows.firm)").output
        let order = ["opened 出现冲突", "初核", "ended 了结", "开户许可证有误", "opened 出现冲突", "复核"]
        var rest = why[...]
        for word in order {
            let found = try #require(rest.range(of: word), "\(word) is missing, or out of order, in \(why)")
            rest = rest[found.upperBound...]
        }
        #expect(why.contains("赵六") && why.contains("taken back 已撤销"))
        let sheet = try await city.centre().conflictSheet(conflict)
        #expect(sheet.history.map { $0.undone == nil } == [false, true])
    }

    @Test("the same choice made before is a hint, and never made by itself")
    func suggestion() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        #expect(try voucherd(city, "resolve \(conflict) --office 410311 --reason 银行来函").status == 0)
        let now = Instant(seconds: Int64(time(nil)) + 60)
        for (office, account) in [(TestCity.jianxi, "6222000033330005"), (TestCity.luolong, "6222000033330011")] {
            try city.send(city.next(office, at: "\(now)", ["party": Rows.party(account: account)]))
        }
        try await city.drain(at: "\(now.adding(seconds: 60))")
        let sheet = try await city.centre().conflictSheet(conflict)
        #expect(sheet.isOpen)
        let hint = try #require(sheet.suggestion)
        #expect(sheet.sides.first { $0.number == hint.side }?.rows.map(\.office) == ["410311"])
        #expect(hint.reason == "银行来函")
        #expect(try ContestedCity.log(city).contains("仅供参考"))
    }

    // MARK: Beside others

    @Test("what a batch of the centre's own began is continued by command, without a conflict of the centre with itself")
    func continued() async throws {
        let city = try await TestCity.withRegisters()
        try city.send(city.next(.centre, at: "2026-01-10T08:00:00+08:00", ["round": Rows.round("2025-R1", cutOff: "2026-01-20T09:00:00+08:00")]))
        try await city.drain(at: "2026-01-10T09:00:00+08:00")
        for (number, budget) in ["500", "700"].enumerated() {
            let act = OperatorAct.record(.round, ["id": "2025-R1", "budget": budget])
            let desk = OperatorDesk(try await city.centre(), operatorName: "王五")
            let told = try await desk.submit([act], at: Instant("2026-01-1\(number + 1)T09:00:00+08:00")!)
            #expect(told.acts.first?.outcome != .conflict)
            #expect(told.opened == [])
            #expect(try await city.centre().store.read { try $0.merged(.round, "2025-R1")?["budget"]?.integer } == Fen(parsing: budget)?.amount)
        }
    }

    @Test("a running daemon takes the operator's batch, and the command tells what came of it")
    func besideDaemon() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        // What the daemon takes first tells that it is at work.
        try city.send(city.next(TestCity.gaoxin, at: "2025-03-05T10:00:00+08:00"))
        let scratch = try TemporaryFolder()
        let daemon = try Program.launch(["run", "--root", city.root.absolutePath], in: scratch)
        defer {
            daemon.terminate()
            daemon.waitUntilExit()
        }
        let log = city.root.log + "/voucherd.log"
        let identity = BatchIdentity(office: TestCity.gaoxin, epoch: 1, sequence: 1)
        let centre = try await city.centre()
        try await beforeDeadline {
            while (try? centre.store.read { try $0.takenBatch(identity) }) ?? nil == nil { await Task.yield() }
        }
        let outcome = try voucherd(city, "resolve \(conflict) --office 410305 --reason 核实")
        #expect(outcome.status == 0 && outcome.output.contains("0 conflicts to go"), "\(outcome.output)\(outcome.errors)")
        // The daemon logs what it took after the commit for which the command had waited.
        try await beforeDeadline {
            while (try? String(contentsOfFile: log, encoding: .utf8).contains("410300-0-000001.zip")) != true { await Task.yield() }
        }
        #expect(try await account(city) == "6222000011110005")
    }

    @Test("two operators at once: one settles it, the other is told, and nothing is done twice")
    func race() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let commands = try ContestedCity.commands(city, conflict)
        let outcomes = try Program.pasteAtOnce(commands + commands)
        #expect(outcomes.count { $0.status == 0 } == 1, "\(outcomes.map(\.errors))")
        #expect(outcomes.allSatisfy { [0, 65, 75].contains($0.status) }, "\(outcomes.map { "\($0.status) \($0.errors)" })")
        let sheet = try await city.centre().conflictSheet(conflict)
        #expect(!sheet.isOpen && sheet.history.count == 1)
        let winner = try #require(outcomes.firstIndex { $0.status == 0 })
        #expect(sheet.history[0].office == (commands[winner % 2].contains("--office 410305") ? "410305" : "410311"))
    }

    // MARK: Completion

    @Test("the shell offers open conflicts of the data root that the line or the environment names")
    func completion() async throws {
        let (city, conflict) = try await ContestedCity.accounts(" a b")
        let root = Shell.quoted(city.root.absolutePath)
        let script = try Program.run("--generate-completion-script", "bash")
        #expect(script.status == 0)
        let scratch = try TemporaryFolder()
        try scratch.write("completion.bash", script.output)
        func complete(_ words: [String], environment: [String: String] = [:]) throws -> [String] {
            let list = words.map(Shell.quoted).joined(separator: " ")
            let line = """
                . \(Shell.quoted(scratch / "completion.bash"))
                COMP_WORDS=(voucherd \(list)); COMP_CWORD=\(words.count); COMP_LINE=\(Shell.quoted((["voucherd"] + words).joined(separator: " ")))
                COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                function=$(complete -p voucherd | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "$function" voucherd "\(words.last ?? "")" ""
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let outcome = try Program.paste(line, environment: environment, shell: "/bin/bash")
            return outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("C-") }
        }
        #expect(try complete(["resolve", "--root", root, ""]) == [conflict])
        #expect(try complete(["resolve", "--root", root, "C-zz"]) == [])
        #expect(try complete(["show", ""], environment: ["VOUCHERD_ROOT": city.root.absolutePath]) == [conflict])
        #expect(try complete(["resolve", "--root", "/nowhere", ""]) == [])
        #expect(try complete(["undo", "--root", root, ""]) == [], "an open one cannot be undone")
    }

    @Test("without --root, VOUCHERD_ROOT names the data root")
    func environment() async throws {
        let (city, conflict) = try await ContestedCity.accounts()
        let outcome = try Program.run("conflicts", "-ss", environment: ["VOUCHERD_ROOT": city.root.absolutePath])
        #expect(outcome.output == conflict + "\n", "\(outcome.errors)")
    }

    // MARK: Views

    @Test("the views tell a SQLite shell the same as the commands")
    func views() async throws {
        let (city, conflict) = try await ContestedCity.contract()
        func ask(_ question: String) throws -> String {
            try Tool.shell("sqlite3 -readonly \(Shell.quoted(city.root.database)) \(Shell.quoted(question))")
        }
        #expect(
            try ask("SELECT id, type, key, \"group\", status, office, decisions_held_up, yuan_held_up FROM v_conflicts ORDER BY office")
                == "\(conflict)|contract|410305-K1|contract|OPEN|410305|1|300.00\n\(conflict)|contract|410305-K1|contract|OPEN|410311|1|300.00\n"
        )
        #expect(
            try ask("SELECT kind, subject, waits_for, fen, fen_is FROM v_waits")
                == "held|claim 410305-C1|\(conflict)|30000|at most\nconflict|\(conflict)|resolve|30000|at most\n"
        )
        #expect(try ask("SELECT count(*) FROM v_findings WHERE source = 'decision' AND conflict = '\(conflict)'") != "0\n")
        #expect(try ask("SELECT count(*) FROM v_findings WHERE source = 'row'") == "0\n")
    }
}
