import Programme
import Records

/// A provider of services, as the city knows it.
struct SampleProvider: Hashable {
    var uscc: String
    var name: String
    var kind: String
    var division: String
    /// The first day of its membership; `nil` for one that never became a member.
    var memberFrom: Day?
    var certificates: [Certificate]

    struct Certificate: Hashable {
        var kind: String
        var level: String
        var number: String
        var from: Day
        var through: Day
    }
}

/// An intermediary that sells for a provider.
struct SampleAgent: Hashable {
    var uscc: String
    var name: String
    var principal: SampleProvider
}

/// Providers, platforms and intermediaries: what a voucher can be spent on, and where.
struct SupplySide {
    var providers: [SampleProvider] = []
    var agents: [SampleAgent] = []
    var platforms: [(uscc: String, name: String)] = []
    private let year: Int

    /// The long validity of what is not the subject of a test.
    private var always: (from: Day, through: Day) { (Chronology.day(year - 3, 7, 1), Chronology.day(year + 2, 6, 30)) }

    init(year: Int, universities: Int, agencies: Int, enterprises: Int, agents: Int, _ identifiers: inout Identifiers, _ random: inout RandomSource) {
        self.year = year
        platforms = [
            (identifiers.uscc(kind: "12", division: "410300"), "洛阳样本科技创新券服务平台"),
            (identifiers.uscc(division: "410371"), "示例大型科研仪器共享服务平台"),
        ]
        let known = ["洛阳样本大学分析测试中心", "中原示例材料研究所"]
        for index in 0..<universities {
            let name = index < known.count ? known[index] : "\(Names.marks[index % 4])第\(index)\(index.isMultiple(of: 2) ? "工业大学" : "应用技术研究院")"
            add(name, kind: index.isMultiple(of: 2) ? "UNIVERSITY" : "INSTITUTE", prefix: "12", &identifiers, &random)
        }
        for index in 0..<agencies {
            let name = index == 0 ? "河南仿真检测技术有限公司" : "\(Names.marks[index % 4])第\(index)检验检测技术有限公司"
            add(name, kind: "TEST_AGENCY", prefix: "91", &identifiers, &random)
        }
        for index in 0..<enterprises {
            add(Names.firm(trade: Names.trades[index % Names.trades.count], &random), kind: "ENTERPRISE", prefix: "91", &identifiers, &random)
        }
        for index in 0..<min(agents, providers.count) {
            let principal = providers[index]
            self.agents.append(SampleAgent(uscc: identifiers.uscc(division: "410311"), name: "洛阳示例第\(index + 1)技术转移服务有限公司", principal: principal))
        }
    }

    private mutating func add(_ name: String, kind: String, prefix: String, _ identifiers: inout Identifiers, _ random: inout RandomSource) {
        let division = random.chance(2500) ? random.pick(["410100", "410700", "610100", "310115"]) : random.pick(["410305", "410311", "410371"])
        var provider = SampleProvider(
            uscc: identifiers.uscc(kind: prefix, division: division),
            name: name,
            kind: kind,
            division: division,
            memberFrom: Chronology.day(year - 2, random.integer(1...12), 10),
            certificates: []
        )
        provider.certificates = certificates(for: kind, &identifiers, &random)
        providers.append(provider)
    }

    private func certificates(for kind: String, _ identifiers: inout Identifiers, _ random: inout RandomSource) -> [SampleProvider.Certificate] {
        switch kind {
        case "TEST_AGENCY":
            let cma = SampleProvider.Certificate(
                kind: "CMA",
                level: "PROVINCE",
                number: identifiers.cma(year: year - 3),
                from: always.from,
                through: always.through
            )
            guard random.chance(5500) else { return [cma] }
            return [
                cma, .init(kind: "CNAS", level: "NATIONAL", number: identifiers.cnas(), from: always.from, through: always.through),
            ]
        case "ENTERPRISE":
            let platform = random.pick(["KEY_LAB", "ENG_CENTER", "POC_CENTER", "PILOT_BASE"])
            return [
                .init(
                    kind: platform,
                    level: random.pick(["PROVINCE", "CITY"]),
                    number: "样-\(platform)-\(random.digits(4))",
                    from: always.from,
                    through: always.through
                )
            ]
        default: return []
        }
    }

    /// A provider made for one claim: a university's, that is no member.
    mutating func addOutsider(_ identifiers: inout Identifiers) -> SampleProvider {
        let provider = SampleProvider(
            uscc: identifiers.uscc(kind: "12", division: "410100"),
            name: "示例非会员大学第\(providers.count)实验中心",
            kind: "UNIVERSITY",
            division: "410100",
            memberFrom: nil,
            certificates: []
        )
        providers.append(provider)
        return provider
    }

    /// A test agency made for one claim, whose only certificate ends on that day.
    mutating func addExpiring(on day: Day, _ identifiers: inout Identifiers) -> SampleProvider {
        let provider = SampleProvider(
            uscc: identifiers.uscc(division: "410311"),
            name: "仿真到期检测第\(providers.count)有限公司",
            kind: "TEST_AGENCY",
            division: "410311",
            memberFrom: Chronology.day(year - 2, 3, 1),
            certificates: [
                .init(kind: "CMA", level: "PROVINCE", number: identifiers.cma(year: year - 6), from: day.adding(days: -2191), through: day)
            ]
        )
        providers.append(provider)
        return provider
    }

    /// One of the city's regular providers for a kind of service; the first ones have the most customers (Zipf).
    func provider(for category: String, _ random: inout RandomSource) -> SampleProvider {
        let fit = providers.filter { provider in
            guard provider.memberFrom != nil, !provider.name.hasPrefix("仿真到期") else { return false }
            return category == "TEST" || provider.kind != "TEST_AGENCY"
        }
        return random.pick(fit.enumerated().map { ($1, weight: 10_000 / ($0 + 1)) })
    }
}

extension SupplySide {
    /// What the centre knows of the supply side, as rows of its own batch.
    func rows(_ identifiers: inout Identifiers, _ random: inout RandomSource) -> [SampleRow] {
        var rows: [SampleRow] = []
        for platform in platforms {
            rows.append(
                SampleRow(
                    .platform,
                    [
                        "uscc": platform.uscc, "name": platform.name, "reg_division": "410311", "staff_count": "36", "instrument_count": "400",
                        "experience": "面向中小企业开展科研设施与仪器共享服务", "url": "https://platform.example.cn",
                    ]
                )
            )
            let from = Chronology.day(year - 1, 6, 18)
            rows.append(
                SampleRow(
                    .recognition,
                    [
                        "id": identifiers.record(.centre, "RD"), "platform_uscc": platform.uscc, "published_on": from.adding(days: -12).description,
                        "valid_from": from.description,
                    ]
                )
            )
        }
        for provider in providers { rows += self.rows(of: provider, &identifiers) }
        for agent in agents {
            rows.append(
                SampleRow(
                    .entrustment,
                    [
                        "id": identifiers.record(.centre, "WT"), "principal_uscc": agent.principal.uscc, "agent_uscc": agent.uscc,
                        "agent_name": agent.name,
                        "valid_from": always.from.description, "valid_to": always.through.description,
                    ]
                )
            )
        }
        let names = ["扫描电子显微镜", "X射线衍射仪", "电感耦合等离子体质谱仪", "万能试验机", "三坐标测量机", "盐雾试验箱", "轴承寿命试验机", "高温蠕变试验机", "电磁兼容暗室", "GPU计算集群", "中试反应釜", "高低温环境舱"]
        for (index, provider) in providers.enumerated() where provider.memberFrom != nil {
            let count = providers.count < 12 ? 1 : 9
            for offset in 0..<count {
                rows.append(
                    SampleRow(
                        .instrument,
                        [
                            "id": identifiers.record(.centre, "YQ"), "provider_uscc": provider.uscc, "name": names[(index + offset) % names.count],
                            "model": "SY-\(random.digits(3))", "list_price": Fen(Int64(random.integer(2...60)) * 5000).yuan,
                        ]
                    )
                )
            }
        }
        return rows
    }

    private func rows(of provider: SampleProvider, _ identifiers: inout Identifiers) -> [SampleRow] {
        let row = SampleRow(
            .provider,
            [
                "uscc": provider.uscc, "name": provider.name, "provider_type": provider.kind, "location_division": provider.division,
                "fulltime_tech_staff": "42", "service_content": "分析测试、研究开发与试验验证服务", "service_spec": "按委托协议约定的标准和方法执行", "price_list": "见服务平台公示价目",
                "contact": "0379-60000000", "member_from": provider.memberFrom?.description ?? "",
            ]
        )
        return [row]
            + provider.certificates.map { certificate in
                SampleRow(
                    .qualification,
                    [
                        "id": identifiers.record(.centre, "ZZ"), "provider_uscc": provider.uscc, "kind": certificate.kind, "level": certificate.level,
                        "number": certificate.number, "valid_from": certificate.from.description, "valid_to": certificate.through.description,
                    ]
                )
            }
    }
}
