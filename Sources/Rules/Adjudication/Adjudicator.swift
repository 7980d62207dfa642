public import Programme
import Records

/// Decides the applications and claims of one party in one voucher year.
///
/// A pure function of the case file, the programme, and what the centre knows of time: whoever gathers the same records, in whatever order
/// they came, gets the same decisions.
///
///     let adjudicator = Adjudicator(programme: programme, settings: .init(applications: .automatic, finalityWorkingDays: 10))
///     let adjudication = adjudicator.adjudicate(file, at: horizon)
public struct Adjudicator: Sendable {
    public struct Settings: Sendable, Equatable {
        /// How an application that passes every rule is approved.
        public enum Approval: String, Sendable, CaseIterable {
            case automatic
            /// It is HELD until a ruling APPROVE names it (Art. 5).
            case byRuling = "by_ruling"
        }

        public let applications: Approval
        /// Working days after the centre received what completed a record, after which no office is waited for any longer.
        public let finalityWorkingDays: Int

        public init(applications: Approval = .automatic, finalityWorkingDays: Int = 10) {
            self.applications = applications
            self.finalityWorkingDays = finalityWorkingDays
        }
    }

    public let programme: ProgrammeFile
    public let settings: Settings

    public init(programme: ProgrammeFile, settings: Settings = Settings()) {
        self.programme = programme
        self.settings = settings
    }

    /// One decision for each subject and kind, or a wait. FINAL decisions of the file stand; where the records would no longer bear one, it
    /// says so.
    ///
    /// A withdrawn claim has neither: it is as if it had not been made, unless a FINAL decision says otherwise.
    public func adjudicate(_ file: CaseFile, at horizon: Horizon) -> Adjudication {
        guard let newest = programme.versions.last else { return Adjudication(decisions: file.published) }
        var file = file
        if !file.published.isEmpty {
            let acts = PublishedActs(file: file) { alone, kind in
                let docket = Docket(alone)
                let applications = ofApplications(docket, newest, horizon).result()
                // What is made of the applications does not depend on the claims.
                if kind == .application { return applications.decisions }
                return ofClaims(docket, newest, horizon, applications).result().decisions
            }
            file.published = file.published.map(acts.standing)
        }
        let docket = Docket(file)
        let applications = ofApplications(docket, newest, horizon).result()
        let hearing = ofClaims(docket, newest, horizon, applications)
        let claims = hearing.result()
        let finality = Finality(docket: docket, horizon: horizon, workingDays: settings.finalityWorkingDays)
        let decisions = finality.settled(
            applications.decisions + claims.decisions,
            waits: applications.waits + claims.waits,
            standing: applications.standing
        )
        let redemption = RedemptionHearing(
            docket: docket,
            horizon: horizon,
            terms: applications.voucher?.terms ?? newest,
            claims: hearing.timeless,
            reviews: ClaimResult(
                decisions: decisions.filter { $0.kind == .initialReview },
                waits: claims.waits,
                claimable: claims.claimable
            ),
            voucher: decisions.first { $0.kind == .voucher }
        ).decisions()
        let listings = file.published.filter { $0.kind == .listing }
        return Adjudication(
            decisions: (decisions + listings + redemption).sorted { left, right in
                left.kind == right.kind ? left.subject < right.subject : left.kind.rawValue < right.kind.rawValue
            },
            waits: (applications.waits + claims.waits).sorted { $0.subject < $1.subject }
        )
    }

    /// What contract, invoices and receipts prove of a claim of the file today (Art. 3); `nil` where nobody can tell.
    public func provable(_ claim: String, in file: CaseFile, at horizon: Horizon) -> Fen? {
        guard let newest = programme.versions.last else { return nil }
        let docket = Docket(file)
        let applications = ofApplications(docket, newest, horizon).result()
        let claims = ofClaims(docket, newest, horizon, applications)
        // One that its office took back after it was passed for good still stands.
        let record = docket.one(.claim, claim) ?? docket.withdrawn(.claim).first { $0.key.key == claim }
        return record.flatMap(claims.provable)
    }

    private func ofApplications(_ docket: Docket, _ newest: ProgrammeVersion, _ horizon: Horizon) -> ApplicationHearing {
        ApplicationHearing(docket: docket, programme: programme, newest: newest, settings: settings, horizon: horizon)
    }

    private func ofClaims(
        _ docket: Docket,
        _ newest: ProgrammeVersion,
        _ horizon: Horizon,
        _ applications: ApplicationResult
    ) -> ClaimHearing {
        ClaimHearing(docket: docket, programme: programme, newest: newest, applications: applications, horizon: horizon)
    }
}

extension Decision.Outcome {
    /// What findings make of an application or claim: the worst decides.
    static func of(_ findings: [Finding], otherwise passed: Decision.Outcome) -> Decision.Outcome {
        func has(_ effect: Finding.Effect) -> Bool { findings.contains { $0.effect == effect } }
        if has(.reject) { return .rejected }
        if has(.return) { return .returned }
        return has(.hold) ? .held : passed
    }
}
