import Programme
import Records

/// What happens to batches on their way: sent again, lost, cut short, signed by a stranger, packed by an old tool.
///
/// A batch that is not applied takes with it nothing that another batch's outcome hangs on: where a file is to be lost or spoilt, a batch of its
/// own is made for it at the end of its office's chain.
struct Mishaps {
    /// What the centre should do with a delivered file.
    enum Fate: Hashable {
        case applied
        case waiting
        case duplicate
        case changed
        case quarantined
        case notWhole
    }

    private(set) var batches: [SampleBatch]
    private(set) var deliveries: [SampleDelivery] = []
    private(set) var fates: [(fate: Fate, injection: Injection?)] = []
    private var workshop: Workshop
    private var random: RandomSource

    /// Rates in ten thousand batches.
    private static let sentAgain = 400
    private static let lost = 70
    private static let truncated = 50
    private static let strangeKeys = 30
    private static let changed = 20
    private static let oldTools = 500
    private static let outOfOrder = 300

    init(_ batches: [SampleBatch], _ workshop: Workshop) {
        self.batches = batches
        self.workshop = workshop
        random = RandomSource(seed: self.workshop.random.next(), purpose: "mishaps")
    }

    /// Lets it all happen at the rates of the city.
    mutating func strike() {
        let whole = batches.count
        for index in batches.indices where batches[index].identity.office != .centre && random.chance(Mishaps.oldTools) { useOldTool(index) }
        deliverAll()
        for index in 0..<whole where random.chance(Mishaps.sentAgain) { sendAgain(index, random.chance(5000) ? .first : .later) }
        var offices = SampleOffice.all.map(\.code)
        random.shuffle(&offices)
        for (rate, spoil) in [
            (Mishaps.lost, { (maker: inout Mishaps, office: OfficeCode) in maker.loseBatch(of: office) }),
            (Mishaps.truncated, { $0.spoilBatch(of: $1, .truncated, .notWhole, .batchTruncated) }),
            (Mishaps.strangeKeys, { $0.spoilBatch(of: $1, .foreignSignature, .quarantined, .batchBadSignature) }),
        ] {
            for _ in 0..<Mishaps.count(of: whole, rate) {
                guard let office = offices.popLast() else { return }
                spoil(&self, office)
            }
        }
        let filled = batches[..<whole].indices.filter { batches[$0].rowCount > 0 }
        for _ in 0..<Mishaps.count(of: whole, Mishaps.changed) { changeBatch(random.pick(filled)) }
        for index in deliveries.indices.dropFirst() where random.chance(Mishaps.outOfOrder) {
            deliveries.swapAt(index, index - 1)
            fates.swapAt(index, index - 1)
        }
    }

    /// The most offices whose last batch meets one kind of mishap: the others' chains stay whole.
    private static let mostOffices = 3

    /// At least one of each, so that a small city has them too.
    private static func count(of whole: Int, _ rate: Int) -> Int { min(max(1, whole * rate / 10_000), mostOffices) }

    // MARK: One by one

    /// Delivers every batch once, as it is.
    mutating func deliverAll() {
        for index in batches.indices { deliver(index, .applied, nil) }
    }

    mutating func deliver(
        _ index: Int,
        _ fate: Fate,
        _ injection: Injection?,
        suffix: String = "",
        damage: SampleDelivery.Damage = .none,
        wave: SampleDelivery.Wave = .first
    ) {
        let identity = batches[index].identity
        let name = "\(identity.office)-B-\(Identifiers.padded(identity.sequence, 6))\(suffix).zip"
        deliveries.append(SampleDelivery(fileName: name, batch: index, damage: damage, wave: wave))
        fates.append((fate, injection))
    }

    mutating func sendAgain(_ index: Int, _ wave: SampleDelivery.Wave) {
        guard !deliveries.contains(where: { $0.batch == index && $0.fileName.hasSuffix("-again.zip") }) else { return }
        deliver(index, .duplicate, .batchSentAgain, suffix: "-again", wave: wave)
    }

    /// Makes a batch that never comes, and one after it that waits for it.
    mutating func loseBatch(of office: OfficeCode) {
        addBatch(of: office)
        addBatch(of: office)
        deliver(batches.count - 1, .waiting, .batchAfterGap)
    }

    /// Makes a last batch and spoils its file.
    mutating func spoilBatch(of office: OfficeCode, _ damage: SampleDelivery.Damage, _ fate: Fate, _ injection: Injection) {
        addBatch(of: office)
        deliver(batches.count - 1, fate, injection, damage: damage)
    }

    /// Makes other content under the name of a batch that was taken; it comes when that one is applied.
    mutating func changeBatch(_ index: Int) {
        var batch = batches[index]
        guard !deliveries.contains(where: { $0.fileName.hasSuffix("-changed.zip") && batches[$0.batch].identity == batch.identity }) else { return }
        guard let table = batch.tables.firstIndex(where: { $0.type.position(of: "contact_name") != nil }) ?? batch.tables.indices.first else {
            return
        }
        if batch.tables[table].type.position(of: "contact_name") != nil {
            batch.tables[table].rows[0]["contact_name"] = "样改后"
        } else {
            batch.tables[table].rows.removeLast()
            if batch.tables[table].rows.isEmpty { batch.tables.remove(at: table) }
        }
        batches.append(batch)
        deliver(batches.count - 1, .changed, .batchChanged, suffix: "-changed", wave: .later)
    }

    private mutating func useOldTool(_ index: Int) {
        switch random.integer(0...2) {
        case 0: batches[index].encoding = .utf8WithMark
        case 1: batches[index].encoding = .gb18030
        default: batches[index].useGBKNames()
        }
    }

    /// A batch at the end of the office's chain, with a firm of its own.
    private mutating func addBatch(of office: OfficeCode) {
        guard let place = SampleOffice.all.first(where: { $0.code == office }) else { return }
        let chain = batches.filter { $0.identity.office == office }
        guard let last = chain.max(by: { $0.identity < $1.identity }) else { return }
        let exportedAt = last.exportedAt.adding(seconds: 86_400)
        let party = workshop.party(at: place, .small)
        let application = workshop.application(of: party, at: exportedAt.adding(seconds: -7200), requested: Fen(2_000_000))
        var story = Story()
        story.add(application, of: party)
        let identity = BatchIdentity(office: office, epoch: 1, sequence: last.identity.sequence + 1)
        batches.append(Scheduler.batch(identity, at: exportedAt, story.events))
    }
}

extension SampleBatch {
    /// Names the evidence in Chinese, as a zip tool of the GBK kind would write it.
    fileprivate mutating func useGBKNames() {
        guard !files.isEmpty else { return }
        hasGBKNames = true
        let rename = { (path: String) in path.replacingFirst("data/evidence/", by: "data/evidence/证明材料-") }
        files = files.map { SampleFile(path: rename($0.path), bytes: $0.bytes) }
        for table in tables.indices where tables[table].type == .evidence {
            for row in tables[table].rows.indices { tables[table].rows[row]["file"] = rename(tables[table].rows[row]["file"]) }
        }
    }
}
