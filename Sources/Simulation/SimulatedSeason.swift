import Bags
import Centre
import Foundation
import Office
import Programme
import Records
import Sample
import Store

/// A season of district offices and the centre in one process, with clocks, chance and file operations of our own.
///
/// A day begins with what time alone decides. Then every office writes batches from what it knows that morning, they travel, and the centre drains
/// what has come, eight times; its bundles travel back. In the evening the day is played again on a copy of the morning's data root: the same
/// files at once and in order must give the same state, unless a decision became FINAL or a round was cut off meanwhile: those are barriers.
public final class SimulatedSeason {
    /// Passes of the centre a day in which things go wrong; another in the evening is spared.
    static let passesPerDay = 8
    // What is sent again after a loss is lost again seldom enough.
    private static let mostRounds = 12

    private let settings: SeasonSettings
    private let city: SimulatedCity
    private let centre: SimulatedCentre
    private var writer: SeasonWriter
    private var mail: Mail
    private var offices: [SimulatedOffice]
    private var digests: [BatchIdentity: Digest] = [:]
    private var transport: RandomSource
    /// The whole files that came today, by the name under which each came.
    private var arrivedToday: [(name: String, bytes: [UInt8])] = []
    private var arrived: Set<Digest> = []
    private var copies = 0
    /// Batches with other content under a known number.
    private var changed: [SimulatedOffice.Sent] = []
    private var report: SeasonReport
    /// Called before the season is looked at, so that a test can spoil it.
    var beforeAudit: (DataRoot) throws -> Void = { _ in }

    /// Makes the season's folders.
    ///
    /// - Throws: where the folder of the configuration cannot be read, or the temporary folders cannot be made.
    public init(_ settings: SeasonSettings) async throws {
        self.settings = settings
        let city = try await SimulatedCity(settings)
        self.city = city
        centre = SimulatedCentre(city.configuration, faults: settings.faults, seed: settings.seed)
        writer = SeasonWriter(
            seed: settings.seed,
            offices: settings.officeCodes,
            days: settings.exportDays,
            steps: settings.steps,
            mishaps: settings.mishaps,
            hasRounds: settings.hasRounds
        )
        mail = Mail(settings.faults, seed: settings.seed)
        offices = try ([.centre] + settings.officeCodes).map { code in
            let folder = "\(city.path)/offices/\(code)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let desk = settings.desks.contains(code) ? city.keys[code].map { Desk(code, folder: folder, key: $0) } : nil
            return SimulatedOffice(code, folder: folder, desk: desk, trust: city.trust, faults: settings.faults, seed: settings.seed)
        }
        transport = RandomSource(seed: settings.seed, purpose: "transport")
        report = SeasonReport(settings)
    }

    /// Plays the season to its end and looks at what came of it. Its folder is removed where everything holds.
    public func play() async throws -> SeasonReport {
        do {
            try await takeRegisters()
            for day in writer.days.indices { try await play(day) }
            try await settle()
            try beforeAudit(city.root)
            try audit()
        } catch {
            report.faults.append("the season stopped: \(error)")
        }
        count()
        if report.isSound { city.remove() } else { report.folder = city.path }
        return report
    }

    // MARK: A day

    /// The registers stand before everything.
    private func takeRegisters() async throws {
        var story = CaseStory()
        story.sendRegisters()
        for batch in story.batches {
            if let sent = try seal(batch, day: 0) { try deliver(sent.zip, as: "\(batch.identity).zip", isPrefix: false) }
        }
        try await centre.calmPass(at: Instant(startOf: Day(ordinal: writer.days[0].ordinal - 20)))
        arrivedToday = []
    }

    private func play(_ day: Int) async throws {
        let morning = Instant(startOf: writer.drainDay(day))
        let first = day * SimulatedSeason.passesPerDay
        // What time alone makes FINAL is so before the day's first batch comes.
        try await centre.calmPass(at: morning.adding(seconds: 7 * 3600))
        arrivedToday = []
        let copy = try DayCopy(of: city.root, at: "\(city.path)/day")
        try write(day, now: first)
        for tick in first..<(first + SimulatedSeason.passesPerDay) {
            try deliver(mail.arriving(by: tick))
            await centre.pass(at: morning.adding(seconds: Int64(9 + tick - first) * 3600))
            try fetchBundles(now: tick)
            for office in offices { try office.open(mayFail: true) }
        }
        let evening = morning.adding(seconds: 18 * 3600)
        try await centre.calmPass(at: evening)
        try await compare(copy, day: day, at: evening)
    }

    /// Every office writes what it has to say, from what it knew this morning; what nobody answered is sent again.
    private func write(_ day: Int, now: Int) throws {
        var knowledge = try SeasonWriter.Knowledge(of: centre.store())
        for office in offices { knowledge.bundles[office.code] = office.opened }
        if settings.hasRounds { knowledge.rounds = try centre.rounds(at: Instant(startOf: writer.days[day])) }
        if settings.faults.contains(.drop) {
            for office in offices { for sent in office.unanswered(on: day) { post(sent, now: now) } }
        }
        let written = writer.turn(day, knowing: knowledge).batches
        for batch in written where !settings.desks.contains(batch.office) {
            if let sent = try seal(batch, day: day) { post(sent, now: now) } else { report.mislaid += 1 }
        }
        if settings.faults.contains(.restore) { try sendUnderKnownNumbers(day, now: now) }
        for office in offices where office.desk != nil {
            for sent in try office.work(written.filter { $0.office == office.code }, day: day) { note(sent, now: now) }
        }
    }

    /// An office that was restored from a backup does not know its last batches, and writes another under the number of one.
    private func sendUnderKnownNumbers(_ day: Int, now: Int) throws {
        for office in offices where settings.mishaps.restoring.contains(office.code) && transport.chance(1000) {
            guard let known = office.sent.last(where: \.isAnswered)?.identity, let key = city.keys[office.code] else { continue }
            let before = known.sequence > 1 ? BatchIdentity(office: known.office, epoch: known.epoch, sequence: known.sequence - 1) : nil
            let batch = CaseBatch(
                office: known.office,
                epoch: known.epoch,
                sequence: known.sequence,
                previous: before,
                exportedAt: Instant(startOf: writer.days[day]).adding(seconds: 13 * 3600),
                acknowledges: 0,
                rows: [.edit(.party, Papers.firm, ["contact_mobile": "1390000\(1000 + changed.count)"])],
                files: [:]
            )
            let scratch = "\(city.path)/scratch/batch.zip"
            let digest = try batch.seal(previous: before.flatMap { digests[$0] }, key: key, at: scratch)
            let zip = Array(try Data(contentsOf: URL(fileURLWithPath: scratch)))
            let sent = SimulatedOffice.Sent(identity: known, digest: digest, rows: batch.rows.count, zip: zip, day: day)
            changed.append(sent)
            post(sent, now: now)
        }
    }

    /// Writes a batch as its office does.
    ///
    /// - Returns: `nil` for one that never comes.
    private func seal(_ batch: CaseBatch, day: Int) throws -> SimulatedOffice.Sent? {
        let scratch = "\(city.path)/scratch/batch.zip"
        guard let key = city.keys[batch.office], let office = offices.first(where: { $0.code == batch.office }) else {
            throw SeasonError("\(batch.office) is not of this season")
        }
        let digest = try batch.seal(previous: batch.previous.flatMap { digests[$0] }, key: key, at: scratch)
        digests[batch.identity] = digest
        if batch.isMislaid { return nil }
        report.batches += 1
        report.rows += batch.rows.count
        let zip = Array(try Data(contentsOf: URL(fileURLWithPath: scratch)))
        let sent = SimulatedOffice.Sent(identity: batch.identity, digest: digest, rows: batch.rows.count, zip: zip, day: day)
        office.keep(sent)
        return sent
    }

    /// A batch that an office's own program made.
    private func note(_ sent: SimulatedOffice.Sent, now: Int) {
        report.batches += 1
        report.rows += sent.rows
        post(sent, now: now)
    }

    private func post(_ sent: SimulatedOffice.Sent, now: Int) {
        copies += 1
        let isInOwnFolder = transport.chance(5000)
        let name = "\(isInOwnFolder ? "\(sent.identity.office)/" : "")\(sent.identity)-\(copies)"
        // In a season with rounds, where one act of the centre's waits for another, its own batches have no long way.
        let isLocal = settings.hasRounds && sent.identity.office == .centre
        mail.post(sent.zip, now: now, perDay: SimulatedSeason.passesPerDay, isLocal: isLocal) { .inbox("\(name)-\($0).zip") }
    }

    // MARK: Messages

    private func deliver(_ parcels: [Parcel]) throws {
        for parcel in parcels {
            switch parcel.goal {
            case .inbox(let name): try deliver(parcel.bytes, as: name, isPrefix: parcel.isPrefix)
            case .office(let code, let sequence):
                offices.first { $0.code == code }?.receive(parcel.bytes, sequence: sequence, isPrefix: parcel.isPrefix)
            }
        }
    }

    /// Puts a file into the inbox: written in place or renamed into it, over what lies there.
    private func deliver(_ bytes: [UInt8], as name: String, isPrefix: Bool) throws {
        let place = "\(city.root.inbox)/\(name)"
        try FileManager.default.createDirectory(atPath: DurableFile.folder(of: place), withIntermediateDirectories: true)
        if transport.chance(5000) {
            try Data(bytes).write(to: URL(fileURLWithPath: place))
        } else {
            try DurableFile.write(bytes, to: place)
        }
        if isPrefix { return }
        report.files += 1
        arrivedToday.append((name, bytes))
        arrived.insert(Digest(of: bytes))
    }

    /// Posts the bundles that the outbox has and their office lacks: new ones at once, lost ones again on the next morning.
    private func fetchBundles(now: Int, all: Bool = false) throws {
        for office in offices {
            let folder = "\(city.root.outbox)/\(office.code)"
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".zip") && !$0.hasPrefix(".") }
            for name in names.sorted() {
                guard let sequence = Int(name.dropLast(4).suffix(6)), office.lacks(sequence) else { continue }
                let isFirstOfDay = now % SimulatedSeason.passesPerDay == 0
                guard all || office.asksFor(sequence, again: isFirstOfDay) else { continue }
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
                if all {
                    office.receive(bytes, sequence: sequence, isPrefix: false)
                } else {
                    mail.post(bytes, now: now + 1, perDay: SimulatedSeason.passesPerDay) { _ in .office(office.code, sequence) }
                }
            }
        }
    }

    // MARK: The evening

    private func compare(_ copy: DayCopy, day: Int, at evening: Instant) async throws {
        let found = try Standing(centre.store())
        guard let (before, expected) = try await copy.play(arrivedToday, at: evening) else {
            report.faults.append("day \(day): a file that came whole was not taken at once")
            return
        }
        guard expected.barriers == before.barriers, found.barriers == before.barriers else {
            report.barredDays += 1
            return
        }
        report.comparedDays += 1
        if found.text != expected.text {
            let lines = StandingText.difference(expected.text, found.text)
            report.faults.append("day \(day): the same batches at once and in order give another state: \(lines.prefix(6).joined(separator: "\n"))")
        }
    }

    /// Nothing goes wrong any more: what is on its way arrives, what was lost is sent again, and every bundle is taken in.
    private func settle() async throws {
        guard let last = writer.days.indices.last else { return }
        var morning = Instant(startOf: writer.drainDay(last)).adding(seconds: 86_400)
        for round in 0..<SimulatedSeason.mostRounds {
            try deliver(mail.arriving(by: .max))
            let unanswered = offices.flatMap { $0.unanswered(on: .max - SimulatedSeason.mostRounds + round) }
            for sent in unanswered {
                copies += 1
                try deliver(sent.zip, as: "\(sent.identity)-\(copies).zip", isPrefix: false)
            }
            try await centre.calmPass(at: morning.adding(seconds: 9 * 3600))
            try fetchBundles(now: 0, all: true)
            for office in offices { try office.open(mayFail: false) }
            morning = morning.adding(seconds: 86_400)
            if unanswered.isEmpty, mail.isEmpty { return }
        }
        report.faults.append("after \(SimulatedSeason.mostRounds) days without a fault, batches are still unanswered")
    }

    private func audit() throws {
        let store = try centre.store()
        report.faults += try centre.reconciliation().faults
        let custody = try CustodyAudit(city.root, offices, changed, arrived).run(store)
        report.lost = custody.lost
        report.faults += custody.faults
        report.faults += try ReceiptAudit(offices, city.root).run(store)
        report.faults += try ConvergenceAudit(offices).run(store)
        report.faults += try DecisionAudit().run(store)
        if let last = writer.days.indices.last {
            let rounds = try RoundAudit(centre.rounds(at: Instant(startOf: writer.drainDay(last)))).run(store)
            (report.rounds, report.payments, report.paid) = (rounds.ranked, rounds.payments, rounds.paid.yuan)
            report.faults += rounds.faults
        }
        report.faults += try centre.rebuildDifferences().map { "rebuild: \($0)" }
        report.faults += offices.flatMap(\.oddities)
        let bundles = try store.read { try $0.bundles() }
        report.bundles = bundles.count
        let told = bundles.map { "\($0.file) \($0.zip)" }.joined(separator: "\n")
        report.fingerprint = Digest(of: Array((try Standing(store).text + told).utf8)).description
    }

    private func count() {
        (report.delayed, report.doubled, report.cut, report.dropped) = (mail.delayed, mail.doubled, mail.cut, mail.dropped)
        report.changed = changed.count
        report.drains = centre.drains
        report.centreCrashes = centre.crashes
        report.officeCrashes = offices.reduce(0) { $0 + $1.crashes }
        report.errors = centre.tally.errors + offices.reduce(0) { $0 + $1.errors }
        report.calls = centre.tally.calls + offices.reduce(0) { $0 + $1.calls }
        report.declined = offices.reduce(0) { $0 + $1.declined }
    }
}

/// A season that cannot be played.
struct SeasonError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
