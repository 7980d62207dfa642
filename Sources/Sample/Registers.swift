import Programme
import Records

/// What the centre enters: the supply side before the year's first application, the registers as they come.
enum Registers {
    static func events(_ workshop: inout Workshop) -> [SampleEvent] {
        let opening = ExportSchedule.opening(workshop.year)
        let supply = workshop.supply.rows(&workshop.identifiers, &workshop.random)
        let incubators = PartyMaker.incubatorRows(year: workshop.year, &workshop.identifiers)
        var events = [SampleEvent(at: opening, office: .centre, rows: supply + incubators)]
        for (day, row) in workshop.parties.registers {
            let entered = Instant(startOf: day).adding(seconds: 8 * 3600)
            events.append(SampleEvent(at: max(entered, opening), office: .centre, rows: [row]))
        }
        return events
    }
}
