public import Programme
import Records

/// What a claim binds of its voucher, by how far it has come.
public struct ClaimBinding: Sendable, Hashable {
    /// Reserved by the initial review, and by no round yet.
    public private(set) var reserved = Fen.zero
    /// Granted by a round, and not paid yet.
    public private(set) var approved = Fen.zero
    public private(set) var paid = Fen.zero

    public var total: Fen { reserved + approved + paid }

    /// - Parameter decisions: those in force on the claim.
    public init(_ decisions: some Collection<Decision>) {
        func decision(_ kind: Decision.Kind) -> Decision? { decisions.first { $0.kind == kind } }
        guard let review = decision(.initialReview), review.outcome == .passed else { return }
        guard let listing = decision(.listing) else {
            reserved = review.amount ?? .zero
            return
        }
        reserved = listing.ungranted
        let granted = listing.grantedInAll
        guard let publicity = decision(.publicity) else {
            approved = granted
            return
        }
        let progress = GrantProgress(of: publicity)
        // Rounds that came after the one that this list is of.
        approved = granted - (progress?.grantedThrough ?? granted)
        paid = progress?.paidBefore ?? .zero
        if publicity.leadsToPayment, let payment = decision(.payment), payment.outcome == .paid {
            paid += payment.amount ?? .zero
        } else {
            approved += publicity.amount ?? .zero
        }
    }
}

/// Where a claim stands among the grants of several rounds: they are public, confirmed and paid one after the other.
struct GrantProgress: Sendable, Hashable {
    /// What the earlier grants paid, by their rounds: nothing where an objection took all of it.
    let paidInRounds: [String: Fen]
    /// The payment of the last of them that was paid: orders up to it are used up.
    let lastPayment: String?
    /// What rounds have granted up to this one.
    let grantedThrough: Fen

    var paidBefore: Fen { paidInRounds.values.cappedSum() }

    init(paidInRounds: [String: Fen] = [:], lastPayment: String? = nil, grantedThrough: Fen) {
        self.paidInRounds = paidInRounds
        self.lastPayment = lastPayment
        self.grantedThrough = grantedThrough
    }

    /// As a PUBLICITY decision pins it.
    init?(of publicity: Decision) {
        let pinned = publicity.pinned(Rule.publicity.id)
        guard let granted = pinned["granted_through"].flatMap({ Fen(parsing: $0) }) else { return nil }
        // As it was pinned before the rounds were named.
        let unnamed = pinned["paid_before"].flatMap { Fen(parsing: $0) } ?? .zero
        var paid = unnamed > .zero ? ["": unnamed] : [:]
        for part in (pinned["paid_in"] ?? "").split(separator: ",") {
            guard let colon = part.lastIndex(of: ":"), let amount = Fen(parsing: String(part[part.index(after: colon)...])) else { return nil }
            paid[String(part[..<colon])] = amount
        }
        self.init(paidInRounds: paid, lastPayment: pinned["paid_by"], grantedThrough: granted)
    }

    func reaching(_ granted: Fen) -> GrantProgress {
        GrantProgress(paidInRounds: paidInRounds, lastPayment: lastPayment, grantedThrough: granted)
    }

    /// When the present grant, of a round, has come to its end.
    func ended(paying amount: Fen, in round: String, by payment: Decision? = nil) -> GrantProgress {
        GrantProgress(
            paidInRounds: paidInRounds.merging([round: amount]) { $0 + $1 },
            lastPayment: payment?.pinned(Rule.paper.id)["payment"] ?? lastPayment,
            grantedThrough: grantedThrough
        )
    }

    /// As ``init(of:)`` reads it; `nil` for a first grant.
    var paidText: String? {
        paidInRounds.isEmpty ? nil : paidInRounds.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.yuan)" }.joined(separator: ",")
    }
}

extension Decision {
    /// What the finding of a LISTING pins: `round`, `rank`, `amount`, `granted`, and of earlier rounds `granted_before`.
    private var line: [String: String] { findings.first?.valuesByName ?? [:] }

    /// The round of a LISTING.
    public var round: String? { line["round"] }

    /// The day on which the panel met that a LISTING rests on.
    var reviewedOn: Day? { line["reviewed_on"].flatMap { Day($0) } }

    /// What a LISTING could not give, and a later round of the same year may (Art. 19): nothing where the panel refused it, or the year's
    /// last round has closed.
    public var ungranted: Fen {
        if outcome == .full || line["closed"] != nil || findings.contains(where: { $0.effect == .reject }) { return .zero }
        guard let amount = line["amount"].flatMap({ Fen(parsing: $0) }) else { return .zero }
        return max(.zero, amount - (self.amount ?? .zero))
    }

    /// Whether the letter and the payment in force are of the grant of this PUBLICITY: while a later grant is public, they are of an earlier one.
    public var leadsToPayment: Bool { outcome == .done }

    /// What rounds had granted through the one of this PUBLICITY; `nil` for one that was published before several rounds were told apart.
    public var grantedThrough: Fen? { GrantProgress(of: self)?.grantedThrough }

    /// What earlier grants had paid by the time of this PUBLICITY, by their rounds.
    public var paidInRounds: [String: Fen] { GrantProgress(of: self)?.paidInRounds ?? [:] }

    /// What a LISTING and those of earlier rounds grant together.
    public var grantedInAll: Fen { (line["granted_before"].flatMap { Fen(parsing: $0) } ?? .zero) + (amount ?? .zero) }
}
