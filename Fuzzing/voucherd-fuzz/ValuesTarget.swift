import Programme
import Records

/// Values are read or refused; what is read has one spelling, and that reads as the same value.
enum ValuesTarget {
    private static let formats: [Format] = Array(Set(RecordType.all.flatMap { $0.columns.map(\.format) })).sorted { $0.notation < $1.notation }
    private static let readers = formats.map { CellReader($0) }

    static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        if let instant = Instant(text) { precondition(Instant(instant.description) == instant, "an instant reads otherwise") }
        if let instant = Instant(localTime: text) { precondition(Instant(instant.description) == instant, "a local time reads otherwise") }
        if let day = Day(text) {
            precondition(day.description == text && Day(day.year, day.month, day.dayOfMonth) == day, "a day reads otherwise")
            precondition(Instant(startOf: day).day == day, "a day begins on another")
        }
        if let amount = Fen(parsing: text) { precondition(Fen(parsing: amount.yuan) == amount, "an amount reads otherwise") }
        if let code = USCC(text) { precondition(USCC(code.description) == code, "a credit code reads otherwise") }
        if let digest = Digest(hex: text) { precondition(Digest(hex: digest.description) == digest, "a digest reads otherwise") }
        _ = OfficeCode(text)
        let index = Int(first) % readers.count
        guard let cell = try? readers[index].read(text) else { return }
        let written = formats[index].written(cell)
        let stored = formats[index].isFreeText ? FormulaGuard.added(written) : written
        guard let again = try? readers[index].read(stored) else { preconditionFailure("a cell that was written cannot be read: \(stored)") }
        precondition(again == cell, "a cell that was written reads otherwise: \(stored)")
    }
}

/// The programme file is read, or refused with a reason.
enum ProgrammeTarget {
    private static let digest = Digest(bytes: [UInt8](repeating: 0, count: 32))

    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(ProgrammeError) {
            let file = try ProgrammeFile(yaml: text, digest: digest)
            precondition(!file.versions.isEmpty, "a programme without a version was taken")
        } catch {
            precondition(!"\(error)".isEmpty)
        }
        _ = try? Workdays(csv: text)
    }
}
