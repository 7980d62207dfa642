import Programme
import Records

// 第一章 总则: Art. 1 to 3.

extension Rule {
    /// Art. 1: every decision is made under a version of the regulation that was in force when its application was made.
    ///
    /// A day before the first version, or between two, has no law: HELD, never judged by a neighbouring version. A day after the last
    /// version is Art. 27's. A claim is judged by the version of its application.
    static let policy = Rule(
        "ART01-POLICY",
        [Article(1)],
        "每项决定均须有其依据日有效的政策版本",
        [.application, .issue, .claim],
        effects: [.hold],
        english: "a decision rests on a version of the regulation that was in force on its day",
        construction: "申请日落在各版本之外或之间的，转人工，不以相邻版本代替；兑付适用申请时的版本。",
        reads: [Reading(.application, "submitted")],
        application: { facts in
            guard facts.version == nil, let day = facts.day, let last = facts.lastDay, day <= last else { return [] }
            return [
                .hold(
                    ["application_date": day],
                    "申请日 \(day) 没有适用的政策版本，转人工",
                    fix: "由中心在 programme.yaml 中补入该日有效的版本，或裁定放行"
                )
            ]
        }
    )

    /// Art. 2, 14: vouchers are for high-tech enterprises, science-and-technology SMEs and start-up teams.
    ///
    /// A party may be several of them; the application names the one that counts (for the rate see ART16-DUAL).
    static let demander = Rule(
        "ART02-DEMANDER",
        [Article(2), Article(14)],
        "支持对象为高新技术企业、科技型中小企业、创新创业团队",
        [.application],
        effects: [.reject],
        english: "vouchers are for high-tech enterprises, technology SMEs and start-up teams",
        construction: "一家单位可以同时符合几类；以申请时填报的一类为准，并随券固定。",
        reads: [Reading(.application, "eligibility")],
        application: { facts in
            guard let stated = facts.application.stated else { return [] }
            if let category = facts.application.category, facts.terms.eligibility.categories.contains(category) { return [] }
            return [
                .reject(
                    ["support_category": stated],
                    "申请的支持类别“\(stated)”不属于第二条、第十四条规定的支持对象",
                    fix: "符合条件的，按高新技术企业（HTE）、科技型中小企业（SME）或创新创业团队（TEAM）重新申请",
                    column: "support_category"
                )
            ]
        }
    )

    /// Art. 2, 15: the service is bought while a research project is being carried out, and the project is the party's own.
    ///
    /// A routine test without a project is outside. An application need not name its project (the form leaves it open); a claim's is
    /// that of its contract.
    static let researchProject = Rule(
        "ART02-RDPROJECT",
        [Article(2), Article(15)],
        "服务须用于本单位实施的研发项目，项目名称和研发内容齐全",
        [.application, .claim],
        effects: [.reject],
        english: "the service is bought for a research project of the party's own",
        construction: "申请时可以不写项目；兑付以合同所列项目为准，不附项目的例行检测不在其内。",
        reads: [
            Reading(.application, "project"), Reading(.claim, "contract"), Reading(.contract, "contract"), Reading(.project, "project"),
        ],
        application: { facts in facts.project.map { grounds($0, of: facts.party) } ?? [] },
        claim: { facts in facts.project.map { grounds($0, of: facts.party) } ?? [] }
    )

    private static func grounds(_ project: Project, of party: Party) -> [Ground] {
        if let owner = project.party, owner != party.uscc {
            return [
                .reject(
                    ["project": project.id, "project.party_uscc": owner, "party_uscc": party.uscc],
                    "研发项目 \(project.id) 属于 \(owner)，不是本需求方 \(party.uscc) 的项目",
                    fix: "改为填报本单位的研发项目"
                )
            ]
        }
        let missing = [project.name == nil ? "项目名称" : nil, project.summary == nil ? "研发内容" : nil].compactMap(\.self)
        guard !missing.isEmpty else { return [] }
        return [
            .reject(
                ["project": project.id, "project_name": project.name, "summary": project.summary],
                "未说明对应的研发项目：项目 \(project.id) 缺少\(missing.joined(separator: "、"))",
                fix: "补填研发项目的\(missing.joined(separator: "、"))后重新提交"
            )
        ]
    }

    /// Art. 2: vouchers buy services, not equipment or consumables.
    ///
    /// The short name between asterisks on an invoice tells; one that is not on the list of services, or none, is HELD for an operator.
    /// Goods beside services on an invoice are no longer asked about once the office has taken their amount out (`excluded_gross`).
    static let serviceNotGoods = Rule(
        "ART02-SERVICE",
        [Article(2)],
        "发票各项目均为服务，不含货物",
        [.claim],
        effects: [.hold],
        english: "an invoice is for services, not for goods",
        construction: "以发票上星号之间的简称辨认；不在服务类之列或没有简称的转人工，已扣除货物金额的不再追问。",
        reads: [Reading(.invoice, "invoice")],
        claim: { facts in
            facts.invoices.filter { !$0.isRedLetter && !$0.isWhollyExcluded }.compactMap { invoice in
                guard let item = invoice.item else { return nil }
                let names = shortNames(in: item)
                let services = facts.terms.scope.serviceInvoicePrefixes
                let strangers = names.filter { !services.contains($0) }
                guard names.isEmpty || !strangers.isEmpty else { return nil }
                if invoice.excluded > .zero, strangers.count < names.count { return nil }
                let what = names.isEmpty ? "未标明商品和服务税收分类简称" : "含“\(strangers.joined(separator: "、"))”，不在服务类简称之列"
                return .hold(
                    ["invoice": invoice.shown, "item_name": item, "excluded_gross": invoice.excluded.yuan],
                    "发票 \(invoice.shown) 的项目“\(item)”\(what)，疑含货物购置，转人工",
                    fix: "属货物的，在“货物及强检金额”中填写应扣除的金额；属服务的，由中心裁定放行",
                    column: "item_name"
                )
            }
        }
    )

    /// The short names between asterisks: `*研发和技术服务*检测费` has one.
    private static func shortNames(in item: String) -> [String] {
        let parts = item.split(separator: "*", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 && $0.offset < parts.count - 1 }.map { String($0.element) }
    }
}
