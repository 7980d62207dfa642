public import Programme
public import Records

/// Everything that adjudication reads of one party in one voucher year: the merged records, and what others have that touches them.
///
/// The case file is the unit of adjudication. It is gathered by the clerk and judged by pure functions; nothing in it depends on which
/// batch came first.
public struct CaseFile: Sendable {
    /// The party's USCC.
    public let party: String
    public let year: Int

    /// The party's record, its applications and claims of the year, all that they refer to, the rulings on them, and the registers' rows
    /// that name the party, its incubator, the providers, agents or platforms; of the relations, every one that a chain of
    /// `affiliation.hops` links from the party reaches. Withdrawn records are here and say so.
    public var records: [CaseRecord]

    /// Claims of other parties or years that share an invoice, a file of evidence or a platform order with a claim of this case; only
    /// live ones: not withdrawn, and not ended by a FINAL refusal.
    public var shared: [SharedUse]

    /// Claims of the same party in other years, for the look at repeated projects (Art. 22).
    public var otherYears: [EarlierClaim]

    /// The applications and claims that the party has had in other years: fraud that is found on one of them is the party's (Art. 23).
    public var subjectsOfOtherYears: Set<RecordKey> = []

    /// Other persons that the register of relations calls merged with the party in the year, and that have an application or a claim of the year:
    /// one cap is for all of them (Art. 16).
    public var mergedHolders: Set<String> = []

    /// Names that the projects of the case have had and have no longer, by the project's id (Art. 22: a new name is no new project).
    public var formerProjectNames: [String: [String]]

    /// The decisions of the case that are FINAL: published acts, which a later record never changes silently. With their findings: that of
    /// ART16-RATE on a voucher pins its rate.
    public var published: [Decision]

    /// The lines of the claims of the case in the lists of all rounds, in the order in which the rounds were ranked; each round's last word.
    public var listings: [Decision] = []

    /// The decisions in force on publicity, payment and what else follows a round: each may go on from where it stands.
    public var acts: [Decision] = []

    /// Since when an application or claim is back at its office for a supplement.
    public var returnedSince: [RecordKey: Instant] = [:]

    /// The digest of each claim's electronic files, as the letter of confirmation prints it (Art. 18 item 5).
    public var manifests: [String: Digest] = [:]

    public init(
        party: String,
        year: Int,
        records: [CaseRecord] = [],
        shared: [SharedUse] = [],
        otherYears: [EarlierClaim] = [],
        formerProjectNames: [String: [String]] = [:],
        published: [Decision] = []
    ) {
        self.party = party
        self.year = year
        self.records = records
        self.shared = shared
        self.otherYears = otherYears
        self.formerProjectNames = formerProjectNames
        self.published = published
    }
}

extension CaseFile {
    /// The decisions that bind once they are FINAL. What follows a round goes on from where it stands.
    private static let binding: Set<Decision.Kind> = [.application, .voucher, .initialReview, .listing]

    /// Notes the decisions in force, in the order of kind and subject.
    public mutating func decided(_ decisions: [Decision]) {
        published = decisions.filter { $0.state == .final && CaseFile.binding.contains($0.kind) }
        acts = decisions.filter { !CaseFile.binding.contains($0.kind) }
    }

    /// Whether an adjudication of the file makes something FINAL that was not.
    public func isSettledFurther(by adjudication: Adjudication) -> Bool {
        // A party may have thousands of claims: each decision is looked for among those on its subject.
        let known = Dictionary(grouping: published + acts, by: \.subject)
        return adjudication.decisions.contains { $0.state == .final && known[$0.subject]?.contains($0) != true }
    }

    /// The file as it would be gathered once what was adjudicated of it is in force: nothing but decisions and tickets tells it from this one.
    ///
    /// - Parameter now: since when a supplement is waited for that was not before.
    public func onceInForce(_ adjudication: Adjudication, at now: Instant) -> CaseFile {
        var next = self
        next.decided(adjudication.decisions)
        for decision in adjudication.decisions where decision.kind != .voucher && decision.outcome != .lapsed {
            next.returnedSince[decision.subject] = decision.outcome == .returned ? returnedSince[decision.subject] ?? now : nil
        }
        return next
    }
}

/// A merged record as a case file holds it.
///
/// Rules hand records on all the time, so a value of it is one reference to what never changes; whoever sets a part of it makes another.
public struct CaseRecord: Sendable {
    private struct Content {
        let key: RecordKey
        var values: [Cell?]
        var conflicts: [String: String]
        var isWithdrawn: Bool
        var place: Instant?
        var receivedAt: Instant?
        var digest: Digest?
    }

    private final class Box: Sendable {
        let content: Content

        init(_ content: Content) { self.content = content }
    }

    private var box: Box

    public init(
        _ key: RecordKey,
        values: [Cell?],
        conflicts: [String: String] = [:],
        isWithdrawn: Bool = false,
        place: Instant? = nil,
        receivedAt: Instant? = nil,
        digest: Digest? = nil
    ) {
        box = Box(
            Content(
                key: key,
                values: values,
                conflicts: conflicts,
                isWithdrawn: isWithdrawn,
                place: place,
                receivedAt: receivedAt,
                digest: digest
            )
        )
    }

    private mutating func set<Part>(_ part: WritableKeyPath<Content, Part>, _ value: Part) {
        var content = box.content
        content[keyPath: part] = value
        box = Box(content)
    }

    public var key: RecordKey { box.content.key }

    /// The value in effect of each column of the type.
    public var values: [Cell?] {
        get { box.content.values }
        set { set(\.values, newValue) }
    }

    /// The ids (`C-…`) of the record's open conflicts, by group name: decisions that read such a group are HELD.
    public var conflicts: [String: String] {
        get { box.content.conflicts }
        set { set(\.conflicts, newValue) }
    }

    public var isWithdrawn: Bool {
        get { box.content.isWithdrawn }
        set { set(\.isWithdrawn, newValue) }
    }

    /// The place in the order (exchange format, section 4), for applications and claims: what was filled in later has made it later.
    public var place: Instant? {
        get { box.content.place }
        set { set(\.place, newValue) }
    }

    /// When the centre received the batch that completed the record, for the window of finality.
    public var receivedAt: Instant? {
        get { box.content.receivedAt }
        set { set(\.receivedAt, newValue) }
    }

    /// The digest of the file, for evidence.
    public var digest: Digest? {
        get { box.content.digest }
        set { set(\.digest, newValue) }
    }

    /// The value in effect of a column, which the type must have.
    public subscript(_ column: String) -> Cell? {
        guard let position = box.content.key.type.position(of: column) else { preconditionFailure("\(key.type.name) has no column \(column)") }
        return box.content.values[position]
    }
}

/// A use of an invoice, a file of evidence or a platform order by a claim outside the case.
public struct SharedUse: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case invoice
        /// Seller, buyer, day and amount of an invoice: what two spellings of one invoice have in common.
        case invoiceLike = "invoice_like"
        case evidence
        case order
    }

    public let kind: Kind
    /// The identity in common, as ``SharedIdentity`` writes it.
    public let identity: String
    /// The other claim's id.
    public let claim: String
    public let party: String
    public let year: Int
    /// The other claim's place.
    public let place: Instant
    /// What the other claim uses of the invoice, where it says so.
    public let allocated: Fen?
    /// The kinds of number by which the other invoice is known.
    public let numbering: InvoiceNumbering
    /// Whether the other claim's initial review is FINAL.
    public let isFinal: Bool
    /// When the centre received the batch that completed the other claim, for its window of finality.
    public let receivedAt: Instant?

    public init(
        kind: Kind,
        identity: String,
        claim: String,
        party: String,
        year: Int,
        place: Instant,
        allocated: Fen? = nil,
        numbering: InvoiceNumbering = [],
        isFinal: Bool = false,
        receivedAt: Instant? = nil
    ) {
        self.kind = kind
        self.identity = identity
        self.claim = claim
        self.party = party
        self.year = year
        self.place = place
        self.allocated = allocated
        self.numbering = numbering
        self.isFinal = isFinal
        self.receivedAt = receivedAt
    }
}

/// A claim of the same party in another year.
public struct EarlierClaim: Sendable, Hashable {
    public let claim: String
    public let year: Int
    public let project: String
    public let projectName: String

    public init(claim: String, year: Int, project: String, projectName: String) {
        self.claim = claim
        self.year = year
        self.project = project
        self.projectName = projectName
    }
}
