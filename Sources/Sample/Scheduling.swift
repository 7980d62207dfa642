import Programme
import Records

/// Something that an office enters: rows, and the files that they name.
struct SampleEvent {
    var at: Instant
    var office: OfficeCode
    var rows: [SampleRow]
    var files: [SampleFile] = []
}

/// When an office exports: in the evening, on every working day of the week or on Fridays, the centre on the first of the month.
struct ExportSchedule {
    let office: SampleOffice?
    let year: Int
    /// Exports beside the regular ones, in order.
    var besides: [Instant] = []

    static func centre(_ year: Int) -> ExportSchedule { ExportSchedule(office: nil, year: year) }

    /// The first batch of the centre comes before every other; the last export of each office ends the story.
    static func opening(_ year: Int) -> Instant { Instant(startOf: Chronology.day(year, 1, 2)).adding(seconds: 9 * 3600) }
    static func closing(_ year: Int) -> Instant { Instant(startOf: Chronology.day(year + 1, 1, 20)).adding(seconds: 18 * 3600 + 1200) }

    /// The first export that takes in what was entered at the instant.
    func export(of instant: Instant) -> Instant {
        if office == nil, instant <= ExportSchedule.opening(year) { return ExportSchedule.opening(year) }
        var day = instant.day
        while true {
            let export = Instant(startOf: day).adding(seconds: office == nil ? 9 * 3600 : 18 * 3600 + 1200)
            if export >= instant, isExporting(on: day) { return min(export, besides.first { $0 >= instant } ?? export) }
            day = day.adding(days: 1)
        }
    }

    private func isExporting(on day: Day) -> Bool {
        guard let office else { return day.dayOfMonth == 1 }
        return office.isDaily ? Chronology.weekday(day) <= 5 : Chronology.weekday(day) == 5
    }
}

/// Cuts the events of each office into its batches.
struct Scheduler {
    let year: Int

    /// The batches of one office from its events, numbered from 1 in the order of their exports.
    ///
    /// - Parameters:
    ///   - export: the export that takes in what was entered at an instant.
    ///   - always: when the office exports in any case, with nothing if need be.
    func batches(of office: OfficeCode, _ export: (Instant) -> Instant, _ events: [SampleEvent], always: [Instant] = []) -> [SampleBatch] {
        var exports: [Instant: [SampleEvent]] = [:]
        let ordered = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        for event in ordered { exports[export(event.at), default: []].append(event) }
        for instant in always { exports[instant, default: []] += [] }
        return exports.sorted { $0.key < $1.key }.enumerated().map { index, export in
            Scheduler.batch(BatchIdentity(office: office, epoch: 1, sequence: index + 1), at: export.key, export.value)
        }
    }

    static func batch(_ identity: BatchIdentity, at instant: Instant, _ events: [SampleEvent]) -> SampleBatch {
        var tables: [SampleBatch.Table] = []
        for row in events.flatMap(\.rows) {
            if let index = tables.firstIndex(where: { $0.type == row.type }) {
                tables[index].rows.append(row)
            } else {
                tables.append(SampleBatch.Table(type: row.type, rows: [row]))
            }
        }
        tables.sort { rank[$0.type.name] ?? 0 < rank[$1.type.name] ?? 0 }
        return SampleBatch(identity: identity, exportedAt: instant, tables: tables, files: events.flatMap(\.files))
    }

    /// The order of the exchange format's types.
    private static let rank = Dictionary(uniqueKeysWithValues: RecordType.all.enumerated().map { ($1.name, $0) })
}
