public import GRDB
public import Programme
public import Records

// How the domain's values stand in SQLite: instants and dates as ISO text, money as whole fen.

extension Cell: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue {
        switch self {
        case .text(let text): text.databaseValue
        case .integer(let integer): integer.databaseValue
        }
    }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Cell? {
        switch value.storage {
        case .int64(let integer): .integer(integer)
        case .string(let text): .text(text)
        default: nil
        }
    }
}

extension Instant: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        String.fromDatabaseValue(value).flatMap { Instant($0) }
    }
}

extension OfficeCode: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> OfficeCode? {
        String.fromDatabaseValue(value).flatMap { OfficeCode($0) }
    }
}

extension Digest: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Digest? {
        String.fromDatabaseValue(value).flatMap { Digest(hex: $0) }
    }
}
