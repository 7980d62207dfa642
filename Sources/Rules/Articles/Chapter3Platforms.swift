import Programme
import Records

// 第三章 科技创新券服务平台: Art. 7 to 9.

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

extension Rule {
    /// Art. 7: platforms show and manage what is shared. Nothing to test.
    static let platformRole = Rule("ART07-PLATFORMROLE", [Article(7)], "服务平台展示、管理共享资源（无须审核）", [])
}
