/// The working days (工作日) of the years that the workday file covers, make-up days included and public holidays excluded.
///
/// A day outside those years is unknown: every question about it answers `nil`, and the caller holds its timer. The calendar never guesses.
public struct Workdays: Sendable, Equatable {
    private let working: [Day: Bool]

    /// The last day that the file covers, if it covers any.
    public let lastDay: Day?

    /// A calendar of known days.
    public init(_ days: [Day: Bool]) {
        working = days
        lastDay = days.keys.max()
    }

    /// Reads the file's text: a header `date,is_workday`, then a line `2026-03-02,1` a day.
    ///
    /// - Throws: ``ProgrammeError`` that names the line.
    public init(csv text: String) throws(ProgrammeError) {
        var days: [Day: Bool] = [:]
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            if index == 0, line == "date,is_workday" { continue }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 2, let day = Day(cells[0]), cells[1] == "0" || cells[1] == "1" else {
                throw ProgrammeError("workdays.csv line \(index + 1): '\(line)' is not a line such as 2026-03-02,1")
            }
            guard days.updateValue(cells[1] == "1", forKey: day) == nil else {
                throw ProgrammeError("workdays.csv line \(index + 1): \(day) is there twice")
            }
        }
        self.init(days)
    }

    /// What to tell on a day from which fewer than `days` days are known, in English and Chinese; `nil` while the file reaches farther.
    ///
    /// The State Council announces a year's holidays in the autumn before it.
    public func shortage(on today: Day, within days: Int = 60) -> String? {
        guard let lastDay else { return "workdays.csv has no days: every period is held / 工作日文件没有日期，各项期限均无法计算" }
        guard lastDay < today.adding(days: days) else { return nil }
        return "workdays.csv ends on \(lastDay): periods that reach past it are held, not guessed; add the next year's days"
            + " / 工作日文件止于 \(lastDay)，跨越该日的期限不推算、一律等待，请补入下一年度的工作日"
    }

    /// Whether a day is a working day, or `nil` where the file does not say.
    public func isWorking(_ day: Day) -> Bool? { working[day] }

    /// The `count`th working day after `start`, the start not counted (Civil Code, Art. 201), or `nil` where the file ends before it.
    public func day(_ count: Int, after start: Day) -> Day? {
        var day = start
        var left = count
        while left > 0 {
            day = day.adding(days: 1)
            guard let isWorking = working[day] else { return nil }
            if isWorking { left -= 1 }
        }
        return day
    }

    /// The number of working days after `start` up to and including `end`, or `nil` where the file ends before it.
    public func count(after start: Day, through end: Day) -> Int? {
        var count = 0
        var day = start
        while day < end {
            day = day.adding(days: 1)
            guard let isWorking = working[day] else { return nil }
            if isWorking { count += 1 }
        }
        return count
    }
}
