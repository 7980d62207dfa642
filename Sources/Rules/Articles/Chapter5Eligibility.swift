import Programme
import Records

// 第五章 支持对象: Art. 14.

extension Rule {
    /// Art. 14: the party is registered in the city.
    ///
    /// The present registration counts, never the digits inside the USCC, which keep the place of first registration. A division abolished
    /// in 2021 is read as its successor. Who moved away after applying (or, for a claim, after the service) is HELD.
    static let local = Rule(
        "ART14-LOCAL",
        [Article(14)],
        "在本市登记注册",
        [.application, .claim],
        effects: [.reject, .hold, .info],
        english: "the party is registered in the city",
        construction: "看现登记区划，不看信用代码第 3 至 8 位；撤销区划按其沿革；申请（服务）之后才迁出的转人工。",
        reads: [Reading(.party, "registration")],
        application: { facts in localGrounds(facts.party, facts.city, on: facts.day, "申请日") },
        claim: { facts in localGrounds(facts.party, facts.city, on: facts.contract?.end, "服务完成日") }
    )

    private static func localGrounds(_ party: Party, _ city: City, on day: Day?, _ name: String) -> [Ground] {
        guard let division = party.division else { return [] }
        if let successor = city.divisionSuccessors[division] {
            return [
                .info(["reg_division": division, "successor": successor], "区划 \(division) 已撤销，按现区划 \(successor) 办理", column: "reg_division")
            ]
        }
        guard !division.hasPrefix(city.divisionPrefix) else { return [] }
        let values: Values = ["reg_division": division, "reg_date": party.registeredOn, "date": day]
        if let day, let moved = party.registeredOn, moved > day {
            return [
                .hold(
                    values,
                    "需求方于 \(moved) 迁至 \(division)，晚于\(name) \(day)，当时是否在本市登记须人工核实",
                    fix: "提供\(name)的登记信息，由中心裁定",
                    column: "reg_division"
                )
            ]
        }
        return [.reject(values, "需求方登记区划 \(division) 不在本市，未在洛阳市登记注册", fix: "登记区划有误的更正后重新提交", column: "reg_division")]
    }

    /// Art. 14 item 1: the high-tech certificate is in force, on the day of application and when the service is completed.
    ///
    /// Three years less a day from its issue, no longer than the register says, and not cancelled by then. A certificate that lapsed
    /// between the two days may be under renewal, which no register shows: a claim is then HELD; it is refused only where the
    /// certificate was not in force on the day of application either. A cancellation that reaches back before the application is HELD.
    static let highTech = Rule(
        "ART14-HTE",
        [Article(14, item: 1)],
        "高新技术企业资格在有效期内",
        [.application, .claim],
        effects: [.reject, .hold],
        english: "the high-tech certificate is in force at the application and at the end of the service",
        construction: "发证日起三年、末日为届满前一日；两日之间失效的可能正在重新认定，转人工；取消自生效日起算。",
        registers: [.regHte],
        reads: [Reading(.application, "eligibility"), Reading(.claim, "contract"), Reading(.contract, "contract")],
        category: .highTech,
        application: { facts in
            guard let day = facts.day, !isHighTech(facts.registers, on: day, facts.terms.eligibility) else { return [] }
            return [
                .reject(
                    ["date": day, "register": certificates(facts.registers)],
                    "申请日 \(day) 高新技术企业资格不在有效期",
                    fix: "取得有效证书后重新申请；登记有误的，请中心更正高企登记",
                    column: "support_category"
                )
            ]
        },
        claim: { facts in
            let terms = facts.terms.eligibility
            let applied = facts.voucher.place.day
            guard let day = facts.contract?.end, !isHighTech(facts.registers, on: day, terms) else { return [] }
            let values: Values = ["service_end": day, "application_date": applied, "register": certificates(facts.registers)]
            let wasIssued = facts.registers.highTech.contains { isWithinTerm($0, on: applied, terms) }
            if wasIssued {
                return [
                    .hold(
                        values,
                        "服务完成日 \(day) 高新技术企业资格已不在有效期（申请日 \(applied) 持有证书），可能正在重新认定或被取消，转人工",
                        fix: "提供重新认定结果，或由中心裁定"
                    )
                ]
            }
            return [.reject(values, "服务完成日 \(day) 与申请日 \(applied) 高新技术企业资格均不在有效期", fix: "登记有误的，请中心更正高企登记")]
        }
    )

    static func isHighTech(_ registers: Registers, on day: Day, _ terms: ProgrammeVersion.Eligibility) -> Bool {
        registers.highTech.contains { row in
            isWithinTerm(row, on: day, terms) && (row.day("cancelled_from").map { day < $0 } ?? true)
        }
    }

    /// Whether a certificate's years cover a day, whatever became of it.
    private static func isWithinTerm(_ row: CaseRecord, on day: Day, _ terms: ProgrammeVersion.Eligibility) -> Bool {
        guard let issued = row.day("issued_on") else { return false }
        let last = issued.adding(years: terms.certificateYears).adding(days: -1)
        return issued <= day && day <= min(last, row.day("valid_to") ?? last)
    }

    private static func certificates(_ registers: Registers) -> String {
        registers.highTech.map { row in
            let cancelled = row.text("cancelled_from").map { " 取消自 \($0)" } ?? ""
            return "\(row.text("cert_no") ?? "") \(row.text("issued_on") ?? "")…\(row.text("valid_to") ?? "")\(cancelled)"
        }.joined(separator: ",")
    }

    /// Art. 14 item 2: the SME has a number of the voucher's year, or one of the year before until the end of March.
    ///
    /// Numbers are announced in batches from May on. A firm that had one for the year before and waits for this year's is HELD, not
    /// refused; one that had none is refused. A revoked number is none from that day.
    static let smallTech = Rule(
        "ART14-SME",
        [Article(14, item: 2)],
        "科技型中小企业入库登记编号有效",
        [.application, .claim],
        effects: [.reject, .hold],
        english: "the SME has a number of the year, or until the end of March one of the year before",
        construction: "四月起至新编号公告之间为空窗期，上年有编号的转人工、不驳回。",
        registers: [.regSme],
        reads: [Reading(.application, "eligibility"), Reading(.claim, "contract"), Reading(.contract, "contract")],
        category: .smallTech,
        application: { facts in
            guard let day = facts.day, let year = facts.application.year else { return [] }
            return numberGrounds(facts.registers, year: year, on: day, "申请日", facts.terms.eligibility)
        },
        claim: { facts in
            guard let day = facts.contract?.end else { return [] }
            return numberGrounds(facts.registers, year: facts.year, on: day, "服务完成日", facts.terms.eligibility)
        }
    )

    static func isSmallTech(_ registers: Registers, year: Int, on day: Day, _ terms: ProgrammeVersion.Eligibility) -> Bool {
        let years = Set(numbers(registers, on: day).compactMap { Int(($0.text("reg_no") ?? "").prefix(4)) })
        if years.contains(year) { return true }
        guard let last = terms.previousNumberUntil.day(of: year) else { return false }
        return years.contains(year - 1) && day <= last
    }

    private static func numbers(_ registers: Registers, on day: Day) -> [CaseRecord] {
        registers.smallTech.filter { row in row.day("revoked_on").map { day < $0 } ?? true }
    }

    private static func numberGrounds(
        _ registers: Registers,
        year: Int,
        on day: Day,
        _ name: String,
        _ terms: ProgrammeVersion.Eligibility
    ) -> [Ground] {
        guard !isSmallTech(registers, year: year, on: day, terms) else { return [] }
        let known = registers.smallTech.map { row in
            "\(row.text("reg_no") ?? "")\(row.text("revoked_on").map { " 撤销于 \($0)" } ?? "")"
        }.joined(separator: ",")
        let values: Values = ["voucher_year": year, "date": day, "register": known]
        let hadPrevious = numbers(registers, on: day).contains { ($0.text("reg_no") ?? "").hasPrefix(String(year - 1)) }
        let isRevoked = registers.smallTech.contains { ($0.text("reg_no") ?? "").hasPrefix(String(year)) }
        if hadPrevious, !isRevoked {
            return [
                .hold(
                    values,
                    "\(name) \(day) 处于入库空窗期：\(year - 1) 年度编号已过期，\(year) 年度编号尚未公告，待入库",
                    fix: "取得 \(year) 年度入库登记编号、登记更新后自动复核",
                    column: "support_category"
                )
            ]
        }
        return [
            .reject(
                values,
                "\(name) \(day) 未取得有效的科技型中小企业入库登记编号（\(year) 年度）",
                fix: "取得 \(year) 年度编号后重新申请；登记有误的，请中心更正科小登记",
                column: "support_category"
            )
        ]
    }

    /// Art. 14 item 3: a team resident in an incubator of the city's level or above, with its own firm, a leading talent and core members.
    ///
    /// The sentence is not grammatical; we read: resident, registered as an enterprise in the city (ART14-LOCAL), led by a leading talent
    /// of a level that the programme names, with at least the programme's number of core members. No word of the leader is HELD.
    static let team = Rule(
        "ART14-TEAM",
        [Article(14, item: 3)],
        "入驻市级及以上孵化载体，有领军人才和核心成员的创新创业团队",
        [.application, .claim],
        effects: [.reject, .hold],
        english: "a team is resident in an incubator of the city's level or above, with a leading talent and core members",
        construction: "原句不通，读作：已入驻、在本市注册为企业、有领军人才和核心成员；级别和人数由参数定；领军人才信息缺失的转人工。",
        registers: [.regIncubator],
        reads: [Reading(.application, "eligibility"), Reading(.party, "team"), Reading(.claim, "contract"), Reading(.contract, "contract")],
        category: .team,
        application: { facts in
            facts.day.map { teamGrounds(facts.party, facts.registers, on: $0, facts.terms.eligibility) } ?? []
        },
        claim: { facts in
            facts.contract?.end.map { teamGrounds(facts.party, facts.registers, on: $0, facts.terms.eligibility) } ?? []
        }
    )

    static func isTeam(_ party: Party, _ registers: Registers, on day: Day, _ terms: ProgrammeVersion.Eligibility) -> Bool {
        teamGrounds(party, registers, on: day, terms).isEmpty
    }

    private static func teamGrounds(_ party: Party, _ registers: Registers, on day: Day, _ terms: ProgrammeVersion.Eligibility) -> [Ground] {
        let named = registers.incubators.filter { isSameName($0.text("name"), party.incubator) }
        let isRegistered = named.contains { row in
            guard let kind: IncubatorKind = row.word("kind"), let level: AuthorityLevel = row.word("level") else { return false }
            return terms.incubatorKinds.contains(kind) && level >= terms.leastIncubatorLevel
                && covers(day, from: row.day("valid_from"), to: row.day("valid_to"))
        }
        let isResident = party.residencyFrom != nil && covers(day, from: party.residencyFrom, to: party.residencyTo)
        // One person named twice is one.
        let coreMembers = Set(party.coreMembers.map(TextFolding.comparisonKey)).count
        var lacks: [String] = []
        if !isRegistered { lacks.append("载体“\(party.incubator ?? "（未填）")”不是登记在册、\(day) 有效的市级及以上孵化载体") }
        if !isResident { lacks.append("入驻期 \(party.residencyFrom?.description ?? "（未填）") 至 \(party.residencyTo?.description ?? "今") 不含 \(day)") }
        if coreMembers < terms.leastCoreMembers { lacks.append("核心成员 \(coreMembers) 人，少于 \(terms.leastCoreMembers) 人") }
        if let level = party.leaderLevel, !terms.leaderLevels.contains(level) { lacks.append("领军人才级别 \(level.rawValue) 不符合要求") }
        var values: Values {
            [
                "date": day, "incubator": party.incubator, "level": named.first?.text("level"), "residency_from": party.residencyFrom,
                "residency_to": party.residencyTo, "leader": party.leader, "leader_talent_level": party.leaderLevel?.rawValue,
                "core_members": coreMembers,
            ]
        }
        if !lacks.isEmpty {
            return [.reject(values, "不符合创新创业团队条件：\(lacks.joined(separator: "；"))", fix: "补正团队、载体和入驻信息后重新申请")]
        }
        guard party.leader == nil || party.leaderLevel == nil else { return [] }
        return [.hold(values, "缺少领军人才姓名或级别的信息，转人工", fix: "补填领军人才姓名、级别及证明")]
    }
}
