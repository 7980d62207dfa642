import Centre
import CoreMetrics
import Synchronization

/// Keeps the time that each stage of a drain took, and prints it.
final class StageTable: MetricsFactory {
    private struct Sum {
        var nanoseconds: Int64 = 0
        var count = 0
    }

    private final class StageTimer: TimerHandler {
        let sum = Mutex(Sum())

        func recordNanoseconds(_ duration: Int64) {
            sum.withLock { sum in
                sum.nanoseconds += duration
                sum.count += 1
            }
        }
    }

    private let timers = Mutex<[String: StageTimer]>([:])

    /// The stages in their order, with the seconds and the share of each.
    var text: String {
        let sums = timers.withLock { timers in timers.mapValues { $0.sum.withLock { $0 } } }
        let all = max(1, sums.values.reduce(0) { $0 + $1.nanoseconds })
        let lines = Stage.allCases.compactMap { stage -> String? in
            guard let sum = sums[stage.rawValue] else { return nil }
            let milliseconds = sum.nanoseconds / 1_000_000
            return StageTable.column(stage.rawValue, 10) + StageTable.right("\(milliseconds) ms", 12)
                + StageTable.right("\(sum.nanoseconds * 100 / all) %", 7) + StageTable.right("\(sum.count)", 10)
        }
        return
            ([StageTable.column("stage", 10) + StageTable.right("time", 12) + StageTable.right("share", 7) + StageTable.right("times", 10)] + lines)
            .joined(separator: "\n")
    }

    private static func column(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    // MARK: MetricsFactory

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard label == Stage.label, let stage = dimensions.first(where: { $0.0 == "stage" })?.1 else { return NOOPMetricsHandler.instance }
        return timers.withLock { timers in
            if let known = timers[stage] { return known }
            let timer = StageTimer()
            timers[stage] = timer
            return timer
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { NOOPMetricsHandler.instance }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
