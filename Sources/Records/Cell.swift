import Programme

/// The value of a filled cell, in the one spelling that the store and the exchange files use.
///
/// Dates and instants are text in ISO order, so that they compare as they are; money is whole fen; an empty cell is `nil`, not a `Cell`.
public enum Cell: Hashable, Sendable {
    case text(String)
    /// A whole number; for a yuan column in fen, for a bool 0 or 1.
    case integer(Int64)

    /// The text, or `nil` for a number.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The number, or `nil` for text.
    public var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }
}

extension Format {
    /// The cell as an exchange file writes it.
    public func written(_ cell: Cell?) -> String {
        switch (cell, self) {
        case (nil, _): ""
        case (.text(let text), _): text
        case (.integer(let amount), .yuan): Fen(amount).yuan
        case (.integer(let flag), .bool): flag == 0 ? "false" : "true"
        case (.integer(let number), _): String(number)
        }
    }
}
