import Programme
import Records

// 第七章 监督管理: Art. 20 and 21.

extension Rule {
    /// Art. 20 (and 8, 11, 23): no bad credit on record, for the party, the provider, its agents and the platform.
    ///
    /// On the day of the application or the claim. A repaired record (信用修复) no longer stands from the day of its repair.
    static let credit = Rule(
        "ART20-CREDIT",
        [Article(20), Article(8), Article(11), Article(23)],
        "需求方、服务机构和服务平台无不良诚信记录",
        [.application, .claim, .payment],
        effects: [.reject, .hold],
        english: "no bad credit, for the party, the provider, its agents and the platform",
        construction: "看申请日、提交日；信用修复自修复之日起不再计；支付前复核，届时有记录的暂缓。",
        registers: [.regBadCredit],
        reads: [Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.contract, "order")],
        application: { facts in facts.day.map { creditGrounds(facts.registers, [("需求方", facts.party.uscc)], on: $0) } ?? [] },
        claim: { facts in
            guard let day = facts.paymentDay ?? facts.submittedAt?.day else { return [] }
            let persons =
                [("需求方", facts.party.uscc), ("服务机构", facts.provider?.uscc ?? ""), ("服务平台", facts.contract?.platform ?? "")]
                + facts.agents.map { ("中介机构", $0) }
            return creditGrounds(facts.registers, persons, on: day)
        }
    )

    private static func creditGrounds(_ registers: Registers, _ persons: [(role: String, uscc: String)], on day: Day) -> [Ground] {
        persons.flatMap { role, uscc in
            registers.badCredit(of: uscc, on: day).map { row in
                .reject(
                    [
                        "uscc": uscc, "date": day, "kind": row.text("kind"), "from_date": row.text("from_date"), "to_date": row.text("to_date"),
                        "source_doc": row.text("source_doc"),
                    ],
                    "\(role) \(uscc) 在 \(day) 存在不良诚信记录：\(row.text("kind") ?? "")（\(row.text("source_doc") ?? "")）",
                    fix: "完成信用修复或记录期满后重新提交；登记有误的，请中心更正"
                )
            }
        }
    }

    /// Art. 20: the party has a sound financial system.
    ///
    /// Declared by the party; without the declaration an operator looks.
    static let finance = Rule(
        "ART20-FINANCE",
        [Article(20)],
        "具有健全的财务管理制度",
        [.application],
        effects: [.hold],
        english: "the party has a sound financial system",
        construction: "以声明为准；未作声明的转人工。",
        reads: [Reading(.party, "declaration")],
        application: { facts in
            guard facts.party.declaresSoundFinance == false else { return [] }
            return [
                .hold(["finance_system_declared": false], "需求方未声明财务管理制度健全，转人工", fix: "补作声明，或说明情况由中心裁定", column: "finance_system_declared")
            ]
        }
    )

    /// Art. 20: the party has no tie of subordination, joint foundation or ownership with the provider, or with who acts for it.
    ///
    /// “任何” sets no threshold: a direct relation of any kind or share is refused. So is a chain in which every link controls (a holding of
    /// at least the programme's share, control, a branch, a common controller). A weaker chain, one through a joint foundation, or a person
    /// in common is HELD. Up and down, up to the programme's number of links; a body that holds state assets relates nobody to anybody,
    /// else every state firm and university were related. Relations count that stood between the contract and the claim.
    static let affiliation = Rule(
        "ART20-AFFILIATION",
        [Article(20)],
        "与服务机构无隶属、共建、产权纽带等关联关系",
        [.claim],
        effects: [.reject, .hold],
        english: "no tie of subordination, joint foundation or ownership between party and provider",
        construction: "“任何”不设比例：直接关联一律驳回，逐级控股（至少半数）、控制或同一实际控制人的链条也驳回；较弱的链条、共同的人员转人工；至多六级；国资监管主体不构成关联；看合同签订日至提交日之间。",
        registers: [.regRelation],
        reads: [
            Reading(.claim, "contract"), Reading(.claim, "declaration"), Reading(.contract, "parties"), Reading(.contract, "contract"),
            Reading(.entrustment, "entrustment"),
        ],
        claim: { facts in
            var grounds: [Ground] = []
            if facts.claim.declaresNotAffiliated == false {
                grounds.append(
                    .hold(
                        ["not_affiliated_declared": false],
                        "需求方未声明与服务机构无关联关系，转人工",
                        fix: "无关联关系的补作声明；有关联关系的撤回本申请",
                        column: "not_affiliated_declared"
                    )
                )
            }
            guard let provider = facts.provider, let from = facts.contract?.signedOn, let to = facts.submittedAt?.day else { return grounds }
            let graph = RelationGraph(facts.registers.relations, from: min(from, to), to: max(from, to), terms: facts.terms.affiliation)
            for (role, other) in [("服务机构", provider.uscc)] + facts.agents.map({ ("中介机构", $0) }) {
                if let path = graph.path(facts.party.uscc, other) { grounds.append(affiliationGround(role, other, path, from, to)) }
            }
            return grounds
        }
    )

    private static func affiliationGround(_ role: String, _ other: String, _ path: RelationGraph.Path, _ from: Day, _ to: Day) -> Ground {
        let values: Values = ["path": path.text, "hops": path.edges.count, "from": from, "to": to]
        if path.isDecisive {
            return .reject(values, "需求方与\(role) \(other) 存在关联关系：\(path.text)", fix: "另选无关联关系的服务机构；登记有误的，请中心更正")
        }
        return .hold(values, "需求方与\(role) \(other) 可能存在间接关联：\(path.text)，转人工", fix: "说明股权和任职情况，由中心裁定")
    }

    /// Art. 21: disputes about the service are settled by its parties.
    ///
    /// The centre does not judge them, but does not pay on an amount or result that is contested: HELD until the dispute is closed.
    static let dispute = Rule(
        "ART21-DISPUTE",
        [Article(21)],
        "合同金额和服务结果没有未决纠纷",
        [.claim],
        effects: [.hold, .info],
        english: "no open dispute about the amount or the result",
        construction: "由双方自行解决，中心不裁断；涉及金额、结果的暂缓，其他的只作提示。",
        reads: [Reading(.claim, "contract"), Reading(.dispute, "dispute")],
        claim: { facts in
            facts.disputes.filter { $0.day("closed_on") == nil }.map { dispute in
                let contested = dispute.text("contested")
                let values: Values = ["dispute": dispute.key.key, "contested": contested, "opened_on": dispute.text("opened_on")]
                if contested == "AMOUNT" || contested == "RESULT" {
                    let what = contested == "AMOUNT" ? "金额" : "服务结果"
                    return .hold(values, "合同存在关于\(what)的未决纠纷 \(dispute.key.key)，暂缓办理", fix: "双方解决后填报解决日期")
                }
                return .info(values, "合同存在其他事项的纠纷 \(dispute.key.key)，不影响办理")
            }
        }
    )
}
