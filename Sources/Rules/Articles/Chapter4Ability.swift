import Records

// 第四章 服务机构: Art. 11 items 1 and 2. Membership, qualification and agents are in Chapter4Providers.

extension Rule {
    /// Art. 11 items 1 and 2: a provider has full-time technical staff, says what it does, how, at what price and where, and has no bad
    /// credit.
    ///
    /// “A certain number” of staff is read as one or more. These are conditions of becoming a member: what lacks is told on the provider's
    /// own row, and a claim on a provider that lacks it is HELD, for the centre made it a member and only the centre knows why. Bad credit
    /// at the time of a claim is ART20-CREDIT's.
    static let ability = Rule(
        "ART11-ABILITY",
        [Article(11, item: 1), Article(11, item: 2)],
        "服务机构有专职技术人员，服务内容、规范、收费、联系方式明确，无不良信用记录",
        [.registration, .claim],
        effects: [.hold, .warn],
        english: "a provider has full-time staff, says what it offers, how, at what price and where, and has no bad credit",
        construction: "“一定数量”没有数量：有即可；入会以后缺失的，用该机构的兑付申请转人工。",
        registers: [.regBadCredit],
        reads: [Reading(.claim, "contract"), Reading(.contract, "parties"), Reading(.provider, "ability")],
        claim: { facts in
            guard let provider = facts.provider, let ground = abilityGround(provider, .hold) else { return [] }
            return [ground]
        },
        registration: { facts in
            guard case .provider(let provider) = facts.body else { return [] }
            return [abilityGround(provider, .warn)].compactMap(\.self) + facts.creditGrounds("服务机构", provider.uscc)
        }
    )

    private static func abilityGround(_ provider: Provider, _ effect: Finding.Effect) -> Ground? {
        let empty = ["service_content", "service_spec", "price_list", "contact"].filter { provider.record.text($0) == nil }
        var lacks = provider.record.key.type.columns.filter { empty.contains($0.name) }.map { "未填\($0.title)" }
        if (provider.staff ?? 0) < 1 { lacks.insert("没有专职技术人员", at: 0) }
        guard !lacks.isEmpty else { return nil }
        return .lacking(
            effect,
            ["provider": provider.uscc, "fulltime_tech_staff": provider.staff, "empty": empty.joined(separator: ",")],
            "服务机构 \(provider.uscc) 不符合第十一条第一项、第二项的条件：\(lacks.joined(separator: "、"))",
            fix: "补全服务机构的记录"
        )
    }
}
