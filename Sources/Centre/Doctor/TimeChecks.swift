import Programme
import Store

/// Whether periods can be counted: the clock, and the working days ahead.
enum TimeChecks {
    static let all = [Doctor.Check("workday_coverage", coverage), Doctor.Check("clock", clock)]

    /// A clock that lags behind the last drain by no more than this, in seconds, was set by a time server.
    static let tolerance: Int64 = 300

    private static func coverage(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard let workdays = centre.workdays.value else { return [] }
        return [judge(name, workdays, on: centre.instant.day)]
    }

    static func judge(_ name: String, _ workdays: Workdays, on today: Day) -> Diagnosis {
        let fix = "add the days of the next year to config/workdays.csv once the State Council has announced its holidays"
        let fixChinese = "国务院公布放假安排后，把下一年度各日补入 config/workdays.csv"
        if workdays.isWorking(today) == nil {
            return .failure(
                name,
                "workdays.csv does not know today (\(today)): every period is held",
                "工作日文件不含今天（\(today)），各项期限一律等待",
                do: fix,
                fixChinese
            )
        }
        if let shortage = workdays.shortage(on: today) {
            let parts = shortage.split(separator: " / ", maxSplits: 1).map(String.init)
            return .warning(name, parts.first ?? shortage, parts.last ?? shortage, do: fix, fixChinese)
        }
        let last = workdays.lastDay?.description ?? ""
        return .ok(name, "working days are known until \(last)", "工作日已知至 \(last)")
    }

    private static func clock(_ name: String, _ centre: Examination) -> [Diagnosis] {
        guard case .success(let found) = centre.inspection, let last = found.lastInstant else { return [] }
        return [judge(name, lastDrain: last, now: centre.instant)]
    }

    static func judge(_ name: String, lastDrain: Instant, now: Instant) -> Diagnosis {
        guard now.seconds + tolerance < lastDrain.seconds else {
            return .ok(name, "the clock says \(now), the last drain was at \(lastDrain)", "时钟 \(now)，上次处理 \(lastDrain)")
        }
        return .failure(
            name,
            "the clock says \(now), earlier than the last drain (\(lastDrain)): it was set back, or that drain was run with --as-of",
            "时钟为 \(now)，早于上次处理时间 \(lastDrain)：时钟被拨回，或上次使用了 --as-of",
            do: "set the clock by a time server; until it has caught up, no period ends",
            "请校准时钟；在追上之前各项期限不会届满"
        )
    }
}
