import Programme
import Records

extension CSVWriter {
    /// Appends a whole number, or an empty cell.
    mutating func append(number: Int?) {
        append(plain: number.map { String($0) } ?? "")
    }

    /// Appends an instant at +08:00, or an empty cell.
    mutating func append(instant: Instant?) {
        append(plain: instant?.description ?? "")
    }

    /// Appends a record's cell as its column is written; free text alone is guarded against being taken for a formula.
    mutating func append(_ cell: Cell?, as format: Format) {
        if format.isFreeText {
            append(text: format.written(cell))
        } else {
            append(plain: format.written(cell))
        }
    }
}
