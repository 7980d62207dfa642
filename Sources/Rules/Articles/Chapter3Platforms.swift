import Programme
import Records

// 第三章 科技创新券服务平台: Art. 7 to 9.

extension Rule {
    /// Art. 7: platforms show and manage what is shared. Nothing to test.
    static let platformRole = Rule(
        "ART07-PLATFORMROLE",
        [Article(7)],
        "服务平台展示、管理共享资源（无须审核）",
        [],
        effects: [.info],
        english: "what a service platform is for"
    )
}

extension Rule {
    /// Art. 8: a platform is registered in the city, has staff and instruments to share, and no bad credit.
    ///
    /// The article asks for “a certain scale” without a number: there must be some, and the centre judges how many when it recognises the
    /// platform (Art. 9). What lacks is told on the platform's own row. A platform that was recognised and lacks it now has not lost its
    /// recognition, which only the centre takes back: a claim that used it is HELD. Bad credit at the time of a claim is ART20-CREDIT's.
    static let platform = Rule(
        "ART08-PLATFORM",
        [Article(8)],
        "服务平台在本市注册，有专业人员和共享资源，无不良诚信记录",
        [.registration, .claim],
        effects: [.hold, .warn],
        english: "a platform is registered in the city, has staff and instruments, and no bad credit",
        construction: "“一定规模”没有数量：有即可，多少由中心认定时判断；认定以后不再具备的，用该平台的兑付申请转人工。",
        registers: [.regBadCredit],
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "order"), Reading(.platform, "registration"), Reading(.platform, "ability"),
        ],
        claim: { facts in
            guard let platform = facts.platform, let ground = platformGround(platform, facts.city, .hold) else { return [] }
            return [ground]
        },
        registration: { facts in
            guard case .platform(let platform) = facts.body else { return [] }
            return [platformGround(platform, facts.city, .warn)].compactMap(\.self) + facts.creditGrounds("服务平台", platform.uscc)
        }
    )

    private static func platformGround(_ platform: Platform, _ city: City, _ effect: Finding.Effect) -> Ground? {
        var lacks: [String] = []
        if let division = platform.division, !division.hasPrefix(city.divisionPrefix) { lacks.append("注册区划 \(division) 不在本市（第一项）") }
        if (platform.staff ?? 0) < 1 { lacks.append("没有专业人员（第二项）") }
        if (platform.instruments ?? 0) < 1 { lacks.append("没有可共享的仪器设备（第三项）") }
        guard !lacks.isEmpty else { return nil }
        return .lacking(
            effect,
            [
                "platform": platform.uscc, "reg_division": platform.division, "staff_count": platform.staff,
                "instrument_count": platform.instruments,
            ],
            "服务平台 \(platform.uscc) 不符合第八条的条件：\(lacks.joined(separator: "；"))",
            fix: "更正或补全服务平台的记录"
        )
    }
}

extension Rule {
    /// Art. 9, 15: the platform on which the service was ordered was recognised on the day of the order.
    ///
    /// The day of the contract counts where the order has none; the day of revocation is no longer covered. A contract that names no
    /// platform is ART15-PLATFORM's.
    static let recognisedPlatform = Rule(
        "ART09-RECOGNISED",
        [Article(9), Article(15)],
        "下单当日，所用服务平台已被认定",
        [.claim],
        effects: [.reject],
        english: "the platform was recognised on the day of the order",
        construction: "没有下单日的，看合同签订日；撤销当日不再算被认定。",
        reads: [
            Reading(.claim, "contract"), Reading(.contract, "order"), Reading(.contract, "contract"), Reading(.recognition, "recognition"),
        ],
        claim: { facts in
            guard let contract = facts.contract, let platform = contract.platform, let day = contract.boughtOn else { return [] }
            guard !facts.recognitions.contains(where: { $0.isValid(on: day) }) else { return [] }
            let known = facts.recognitions.map { "\($0.from?.description ?? "")…\($0.revokedOn?.description ?? "")" }.joined(separator: ",")
            return [
                .reject(
                    ["platform_uscc": platform, "order_date": day, "recognised": known],
                    "所用服务平台 \(platform) 在下单日 \(day) 未被认定",
                    fix: "通过已认定的服务平台购买；认定信息有误的，请中心更正认定记录"
                )
            ]
        }
    )
}
