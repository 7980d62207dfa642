import Programme
import Records
import Store

/// Says why a batch waits for its turn, and how it gets it.
struct ChainDesk {
    let desk: WaitDesk

    /// The most missing batches for each of which a command is given at once.
    static let mostCommands = 10

    private var transaction: Transaction { desk.transaction }

    func account(of wait: StoredWait) throws -> WaitDesk.Account {
        guard let identity = BatchIdentity(wait.subject), let batch = try transaction.takenBatch(identity) else {
            throw StoreError.damaged("no batch \(wait.subject)")
        }
        let office = desk.name(of: identity.office)
        var account = WaitDesk.Account(
            words: "\(office)批次 \(identity)（文件 \(batch.file)，\(batch.exportedAt) 导出）",
            reason: "waits for \(wait.waitsFor)",
            reasonZh: batch.reason,
            wayOut: "",
            wayOutZh: "",
            article: "交换格式§2"
        )
        let parts = wait.waitsFor.split(separator: " ").map(String.init)
        switch (parts.first, parts.count == 2 ? BatchIdentity(parts[1]) : nil) {
        case ("CHAIN-GAP", let missing?): try gap(missing, before: identity, office, &account)
        case ("CHAIN-DIGEST", let predecessor?):
            account.reason = "it names another predecessor than the batch \(predecessor) that was taken"
            account.wayOut = "the office says which it built on; if that one cannot be had again, let it pass"
            account.wayOutZh = "与\(office)核对其所依据的前一批次；无法恢复的，裁定放行"
            account.commands = [desk.commands.rule("batch \(predecessor)", "WAIVE_GAP", "经与\(office)核实，\(predecessor) 的原批次无法恢复，准予接续")]
        default: try epoch(of: identity, office, &account)
        }
        return account
    }

    private func gap(_ missing: BatchIdentity, before identity: BatchIdentity, _ office: String, _ account: inout WaitDesk.Account) throws {
        if let waiting = try transaction.takenBatch(missing), waiting.outcome == .waiting {
            account.reason = "the batch \(missing) before it is here and waits itself"
            account.wayOut = "see batch \(missing); this one follows by itself"
            account.wayOutZh = "先处理批次 \(missing)，本批次随后自动处理"
            return
        }
        let all = try holes(endingWith: missing)
        let isRefused = try !transaction.quarantinedDigests(missing).isEmpty
        account.reason = isRefused ? "the batch \(missing) before it was quarantined" : "the batch \(missing) before it has not come"
        account.wayOut =
            "\(identity.office) sends \(missing) again; if it is lost, let it pass" + (all.count > 1 ? " (all \(all.count), one command each)" : "")
        account.wayOutZh =
            isRefused
            ? "由\(office)更正后以同一批次号重报 \(missing)；不再重报的，裁定跳过" : "由\(office)补报 \(missing)；确已丢失的，裁定跳过\(all.count > 1 ? "（共缺 \(all.count) 个批次，逐条执行）" : "")"
        account.commands = all.prefix(ChainDesk.mostCommands).map {
            desk.commands.rule("batch \($0)", "WAIVE_GAP", "经与\(office)核实，批次 \($0) 已丢失、无法补报，准予跳过")
        }
    }

    /// The missing batches from the last applied one up to this one, the latest first: each must be let pass.
    private func holes(endingWith missing: BatchIdentity) throws -> [BatchIdentity] {
        var holes: [BatchIdentity] = []
        var sequence = missing.sequence
        while sequence >= 1, holes.count <= ChainDesk.mostCommands {
            let batch = BatchIdentity(office: missing.office, epoch: missing.epoch, sequence: sequence)
            if try transaction.takenBatch(batch) != nil { break }
            if try !transaction.isWaived(batch) { holes.append(batch) }
            sequence -= 1
        }
        return holes
    }

    private func epoch(of identity: BatchIdentity, _ office: String, _ account: inout WaitDesk.Account) throws {
        account.reason = "its office began epoch \(identity.epoch), and no ruling has opened it"
        var last: BatchRecord?
        for epoch in stride(from: identity.epoch - 1, to: 0, by: -1) where last == nil {
            guard identity.epoch - epoch <= 1000 else { break }
            last = try transaction.lastTaken(of: identity.office, epoch: epoch)
        }
        guard let last else {
            account.wayOut = "\(identity.office) has sent nothing before: it begins with epoch 1, and sends its batches so"
            account.wayOutZh = "\(office)此前没有批次：请其从 Batch-Epoch 1 开始重报"
            return
        }
        let end = "\(last.identity.epoch)-\(last.identity.sequence)"
        account.wayOut = "ask the office whether \(last.identity) was the last of its old numbering; if so, open the new one"
        account.wayOutZh = "与\(office)核实旧序列的最后批次确为 \(last.identity)，然后裁定启用新序列"
        account.commands = [
            desk.commands.rule(
                "office \(identity.office)-\(identity.epoch) after \(end)",
                "NEW_EPOCH",
                "经与\(office)核实，旧序列止于 \(last.identity)，准予启用新序列"
            )
        ]
    }
}
