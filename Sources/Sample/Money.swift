import Programme

/// What services cost.
enum Money {
    /// The gross fee of one service: mostly small tests, some larger work, a few big projects.
    static func fee(_ random: inout RandomSource) -> Fen {
        let (median, sigma) = random.pick([((4_500.0, 1.0), weight: 65), ((35_000.0, 0.9), weight: 30), ((200_000.0, 0.6), weight: 5)])
        let yuan = min(max(random.logNormal(median: median, sigma: sigma), 300), 2_000_000)
        if random.chance(3500) { return Fen(Int64(yuan / 100 + 0.5) * 10_000) }
        return Fen(Int64(yuan * 100))
    }

    /// An amount in unequal parts that add up to it.
    static func split(_ amount: Fen, into count: Int, _ random: inout RandomSource) -> [Fen] {
        guard count > 1 else { return [amount] }
        var parts: [Fen] = []
        var left = amount
        for index in (1..<count).reversed() {
            // No two parts alike: two invoices of one day and one amount look like one that is claimed twice.
            let share = Fen(left.amount * Int64(random.integer(55...85)) / Int64(100 * (index + 1)) + Int64(index))
            parts.append(share)
            left -= share
        }
        parts.append(left)
        return parts
    }

    /// The tax in a gross amount at a rate of whole percent, rounded to the fen.
    static func tax(in gross: Fen, percent: Int64) -> Fen {
        Fen((gross.amount * percent * 2 + 100 + percent) / ((100 + percent) * 2))
    }
}
