import Programme

/// When things happen in a voucher year.
enum Chronology {
    /// Applications peak in spring and autumn; none comes so late that it could not be used.
    static func applicationDay(_ year: Int, _ random: inout RandomSource) -> Day {
        let (from, through): ((Int, Int), (Int, Int)) = random.pick([
            (((3, 1), (5, 31)), weight: 40), (((9, 1), (11, 20)), weight: 35), (((1, 6), (2, 28)), weight: 8), (((6, 1), (8, 31)), weight: 17),
        ])
        return day(year, from.0, from.1).adding(
            days: random.integer(0...(day(year, through.0, through.1).ordinal - day(year, from.0, from.1).ordinal))
        )
    }

    /// A moment of the day: in working hours, six times in a hundred in the evening.
    static func moment(_ day: Day, _ random: inout RandomSource) -> Instant {
        let minute = random.chance(600) ? random.integer((18 * 60 + 30)...(23 * 60)) : random.integer((8 * 60 + 30)...(18 * 60))
        return Instant(startOf: day).adding(seconds: Int64(minute * 60 + random.integer(0...59)))
    }

    /// A day that is known to exist.
    static func day(_ year: Int, _ month: Int, _ dayOfMonth: Int) -> Day {
        Day(year, month, dayOfMonth) ?? Day.first(of: year)
    }

    /// 1 is Monday, 7 Sunday.
    static func weekday(_ day: Day) -> Int {
        // 1970-01-01 was a Thursday.
        ((day.ordinal + 3) % 7 + 7) % 7 + 1
    }
}

/// The days of one service, from contract to claim, all in the voucher year.
struct ServiceDays {
    var signed: Day
    var ordered: Day
    var start: Day
    var end: Day
    var reported: Day
    var invoiced: Day
    var paid: Day
    var claimed: Day
}

extension ServiceDays {
    /// Days drawn by chance.
    ///
    /// - Parameter application: the day of the application, at least four weeks before the year's end.
    init(after application: Day, _ random: inout RandomSource) {
        let yearEnd = Day.last(of: application.year)
        let isLate = random.chance(4000)
        var offsets = [
            random.integer(0...60), random.integer(0...5), Int(min(random.logNormal(median: 18, sigma: 0.7), 150)) + 3, random.integer(0...15),
            random.integer(0...30), random.integer(5...40),
        ]
        // What would not fit into the year goes faster.
        let room = yearEnd.ordinal - application.ordinal - 10
        let total = offsets.reduce(0, +)
        if total > room { offsets = offsets.map { $0 * room / total } }
        signed = application.adding(days: offsets[0])
        ordered = signed
        start = signed.adding(days: offsets[1])
        end = start.adding(days: offsets[2] + 3)
        invoiced = end.adding(days: offsets[3])
        // Some are paid for in advance.
        paid = random.chance(2500) ? max(start, invoiced.adding(days: -10)) : invoiced.adding(days: offsets[4])
        reported = end
        claimed = max(end, invoiced, paid).adding(days: offsets[5] + 1)
        let november = Chronology.day(application.year, 11, 1)
        if isLate, claimed < november {
            claimed = november.adding(days: random.integer(0...60))
        }
        claimed = min(claimed, yearEnd)
    }
}
