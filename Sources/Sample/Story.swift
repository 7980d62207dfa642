import Programme
import Records

/// All that happens in a world: what offices enter, and the applications and claims that it comes to.
struct Story {
    var events: [SampleEvent] = []
    var applications: [SampleApplication] = []
    var claims: [SampleClaim] = []

    /// Registers the firm and, where it files one, its application.
    mutating func add(_ application: SampleApplication, of party: SampleParty, event: Injection? = nil, isFiled: Bool = true) {
        var rows = [party.row(injection: [.nameVariant, .rareCharacters].contains(event) ? event : nil), application.project.row(of: party.uscc)]
        if isFiled {
            rows.append(application.row())
            applications.append(application)
        }
        events.append(SampleEvent(at: application.submittedAt, office: party.office.code, rows: rows))
    }
}
