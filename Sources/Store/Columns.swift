import Foundation
public import GRDB
import GRDBSQLite
public import Programme
public import Records

/// How a value stands in SQLite: instants and dates as ISO text, money as whole fen.
protocol ColumnValue {
    /// Gives the value to a statement; SQLite copies it.
    func put(into statement: OpaquePointer, at index: Int32) -> Int32

    /// The value of a field, or `nil` where it is empty or no value of this kind.
    static func read(_ field: Field) -> Self?
}

/// SQLite's word for bytes that it must copy, which is a cast that Swift does not import.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension String: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { utf8 in
            // An empty buffer may have no address, which SQLite would take for NULL.
            utf8.baseAddress.map { start in
                start.withMemoryRebound(to: CChar.self, capacity: utf8.count) { sqlite3_bind_text(statement, index, $0, Int32(utf8.count), copied) }
            } ?? sqlite3_bind_text(statement, index, "", 0, copied)
        }
    }

    static func read(_ field: Field) -> String? {
        if case .text(let bytes) = field { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}

extension Int64: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }

    static func read(_ field: Field) -> Int64? {
        if case .integer(let integer) = field { integer } else { nil }
    }
}

extension Int: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self).put(into: statement, at: index) }

    static func read(_ field: Field) -> Int? { Int64.read(field).map { Int($0) } }
}

extension Bool: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self ? 1 : 0).put(into: statement, at: index) }

    static func read(_ field: Field) -> Bool? { Int64.read(field).map { $0 != 0 } }
}

extension Data: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob64(statement, index, start, UInt64(buffer.count), copied)
        }
    }

    static func read(_ field: Field) -> Data? {
        if case .blob(let bytes) = field { Data(bytes) } else { nil }
    }
}

extension Cell: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .text(let text): text.put(into: statement, at: index)
        case .integer(let integer): integer.put(into: statement, at: index)
        }
    }

    static func read(_ field: Field) -> Cell? {
        if case .integer(let integer) = field { return .integer(integer) }
        return String.read(field).map { .text($0) }
    }
}

extension Instant: ColumnValue, DatabaseValueConvertible {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Field) -> Instant? { String.read(field).flatMap { Instant($0) } }

    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        String.fromDatabaseValue(value).flatMap { Instant($0) }
    }
}

extension OfficeCode: ColumnValue, DatabaseValueConvertible {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Field) -> OfficeCode? { String.read(field).flatMap { OfficeCode($0) } }

    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> OfficeCode? {
        String.fromDatabaseValue(value).flatMap { OfficeCode($0) }
    }
}

extension Digest: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Field) -> Digest? { String.read(field).flatMap { Digest(hex: $0) } }
}
