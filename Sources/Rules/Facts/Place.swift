public import Programme
import Records

/// The place of an application or claim in the order (exchange format, section 4): when it was submitted, or when it was made complete.
public enum Place {
    /// The place of an application: the latest of its submission and, for each required cell that it lacked then, the time it was filled.
    public static func of(application record: CaseRecord) -> Instant? {
        record.place.map { ([$0] + lateCells(record)).reduce($0, max) }
    }

    /// The place of a claim: as for an application, and the same for each required kind of evidence that the submission lacked.
    ///
    /// - Parameter evidence: the claim's evidence, the withdrawn included: what was there at the submission was not missing.
    public static func of(claim record: CaseRecord, evidence: [CaseRecord], kinds: [EvidenceKind]) -> Instant? {
        record.place.map { ([$0] + lateCells(record) + kinds.compactMap { lateFile($0, evidence) }).reduce($0, max) }
    }

    private static func lateCells(_ record: CaseRecord) -> [Instant] {
        record.filledAt.filter { record.key.type.columns[$0.key].mustBeFilled }.map(\.value)
    }

    /// When a kind of evidence first came, where none came with the submission.
    private static func lateFile(_ kind: EvidenceKind, _ evidence: [CaseRecord]) -> Instant? {
        let files = evidence.filter { $0.text("kind") == kind.rawValue }
        let times = files.map { $0.filledAt.values.max() }
        return times.contains(nil) ? nil : times.compactMap(\.self).min()
    }
}

/// The order in which applications are looked at and claims are funded: by place, equal places by the smaller id. What has no place, because
/// its submission is not complete, comes last.
struct Order: Comparable, Sendable {
    let place: Instant?
    let id: String

    static func < (left: Order, right: Order) -> Bool {
        switch (left.place, right.place) {
        case (let one?, let other?) where one != other: one < other
        case (.some, .none): true
        case (.none, .some): false
        default: left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }
    }
}
