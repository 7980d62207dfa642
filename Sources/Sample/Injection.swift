/// An error or event that the generator puts into the city on purpose, each with one expected outcome.
public enum Injection: String, Sendable, Hashable, CaseIterable {
    // Claims.
    case missingEvidence = "missing-evidence"
    case missingEvidenceSupplied = "missing-evidence-supplied"
    case wrongBuyer = "wrong-buyer"
    case duplicateInvoice = "duplicate-invoice"
    case mandatoryDeclared = "mandatory-declared"
    case mandatoryKeyword = "mandatory-keyword"
    case affiliationDirect = "affiliation-direct"
    case affiliationThroughOthers = "affiliation-through-others"
    case provincialExact = "provincial-exact"
    case provincialSimilar = "provincial-similar"
    case cityFunded = "city-funded"
    case providerNotMember = "provider-not-member"
    case certificateExpired = "certificate-expired"
    case finishedBeforeVoucher = "finished-before-voucher"
    case orderAfterStart = "order-after-start"
    case amountInTenThousands = "amount-in-ten-thousands"
    case damagedInvoiceNumber = "damaged-invoice-number"
    case filedInJanuary = "filed-in-january"
    case goodsInvoice = "goods-invoice"
    case sellerNotEntrusted = "seller-not-entrusted"
    case openDispute = "open-dispute"
    case dateSpelling = "date-spelling"
    case dateSerial = "date-serial"
    case formerName = "former-name"
    case noVoucher = "no-voucher"

    // Applications.
    case highTechExpired = "high-tech-expired"
    case smallFirmGap = "small-firm-gap"
    case badCredit = "bad-credit"
    case noFinanceSystem = "no-finance-system"
    case incompleteForm = "incomplete-form"
    case askedAboveCap = "asked-above-cap"

    // Parties.
    case codeTypingError = "code-typing-error"
    case nameVariant = "name-variant"
    case rareCharacters = "rare-characters"
    case movedDistrict = "moved-district"
    case accountChanged = "account-changed"
    case accountConflict = "account-conflict"
    case sentAgainUnchanged = "sent-again-unchanged"

    // Rounds.
    case panelReduced = "panel-reduced"
    case panelRefused = "panel-refused"
    case objectionUpheld = "objection-upheld"
    case objectionReduces = "objection-reduces"
    case objectionDismissed = "objection-dismissed"
    case objectionOpen = "objection-open"
    case paperMismatch = "paper-mismatch"
    case bankReturned = "bank-returned"
    case frozen = "frozen"
    case unfrozen = "unfrozen"
    case fraud = "fraud"
    case creditLost = "credit-lost"
    case provincialLate = "provincial-late"

    // Batches.
    case batchSentAgain = "batch-sent-again"
    case batchAfterGap = "batch-after-gap"
    case batchTruncated = "batch-truncated"
    case batchBadSignature = "batch-bad-signature"
    case batchChanged = "batch-changed"
}

extension Injection {
    /// Events of redemption rounds: only a year that is played to its end has them.
    public static let ofRounds: Set<Injection> = [
        .panelReduced, .panelRefused, .objectionUpheld, .objectionReduces, .objectionDismissed, .objectionOpen, .paperMismatch, .bankReturned,
        .frozen,
        .unfrozen, .fraud, .creditLost, .provincialLate,
    ]

    /// Errors of claims and how often they come, in ten thousand claims.
    static let ofClaims: [(injection: Injection, rate: Int)] = [
        (.missingEvidence, 320), (.missingEvidenceSupplied, 480), (.wrongBuyer, 80), (.duplicateInvoice, 80), (.mandatoryDeclared, 150),
        (.mandatoryKeyword, 150), (.affiliationDirect, 70), (.affiliationThroughOthers, 60), (.provincialExact, 80), (.provincialSimilar, 80),
        (.cityFunded, 70), (.providerNotMember, 60), (.certificateExpired, 90), (.finishedBeforeVoucher, 200), (.orderAfterStart, 250),
        (.amountInTenThousands, 50), (.damagedInvoiceNumber, 40), (.filedInJanuary, 150), (.goodsInvoice, 50), (.sellerNotEntrusted, 40),
        (.openDispute, 40), (.dateSpelling, 120), (.dateSerial, 50), (.formerName, 120),
    ]

    /// What the centre should say of the application or claim that carries the error; `nil` where the error does not touch the decision.
    var verdict: Verdict? {
        switch self {
        case .missingEvidence: Verdict(.returned, "ART18-1-SIX")
        case .wrongBuyer: Verdict(.rejected, "ART24-NOTRANSFER")
        case .duplicateInvoice: Verdict(.rejected, "ART24-NOREUSE")
        case .mandatoryDeclared: Verdict(.rejected, "ART15-MANDATORY")
        case .mandatoryKeyword: Verdict(.held, "ART15-MANDATORY")
        case .affiliationDirect: Verdict(.rejected, "ART20-AFFILIATION")
        case .affiliationThroughOthers: Verdict(.held, "ART20-AFFILIATION")
        case .provincialExact: Verdict(.rejected, "ART16-PROVINCE")
        case .provincialSimilar: Verdict(.held, "ART16-PROVINCE")
        case .cityFunded: Verdict(.rejected, "ART22-CITYFUND")
        case .providerNotMember: Verdict(.rejected, "ART11-MEMBER")
        case .certificateExpired: Verdict(.rejected, "ART11-CERTVALID")
        case .finishedBeforeVoucher: Verdict(.rejected, "ART24-YEAR")
        case .orderAfterStart: Verdict(.held, "ART15-PLATFORM")
        // The papers do not prove the fee; the number cannot be compared with others.
        case .amountInTenThousands: Verdict(.returned, "ART18-1-SIX")
        case .damagedInvoiceNumber: Verdict(.held, "ART24-NOREUSE")
        case .filedInJanuary: Verdict(.held, "ART24-YEAR")
        case .goodsInvoice: Verdict(.held, "ART02-SERVICE")
        case .sellerNotEntrusted: Verdict(.rejected, "ART13-AGENT")
        case .openDispute: Verdict(.held, "ART21-DISPUTE")
        case .highTechExpired: Verdict(.rejected, "ART14-HTE")
        case .smallFirmGap: Verdict(.held, "ART14-SME")
        case .badCredit: Verdict(.rejected, "ART20-CREDIT")
        case .noFinanceSystem: Verdict(.held, "ART20-FINANCE")
        case .incompleteForm: Verdict(.returned, "ART17-FORM")
        case .noVoucher: Verdict(.parked)
        default: nil
        }
    }
}
