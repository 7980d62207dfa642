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
    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Self?
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

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> String? {
        guard case .text(let offset, let count) = field else { return nil }
        return bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[offset..<offset + count]), as: UTF8.self) }
    }
}

extension Int64: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Int64? {
        if case .integer(let integer) = field { integer } else { nil }
    }
}

extension Int: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self).put(into: statement, at: index) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Int? { Int64.read(field, bytes).map { Int($0) } }
}

extension Bool: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self ? 1 : 0).put(into: statement, at: index) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Bool? { Int64.read(field, bytes).map { $0 != 0 } }
}

extension Data: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob64(statement, index, start, UInt64(buffer.count), copied)
        }
    }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Data? {
        guard case .blob(let offset, let count) = field else { return nil }
        return Data(bytes[offset..<offset + count])
    }
}

extension Cell: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .text(let text): text.put(into: statement, at: index)
        case .integer(let integer): integer.put(into: statement, at: index)
        }
    }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Cell? {
        if case .integer(let integer) = field { return .integer(integer) }
        return String.read(field, bytes).map { .text($0) }
    }
}

extension Instant: ColumnValue, DatabaseValueConvertible {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Instant? { String.read(field, bytes).flatMap { Instant($0) } }

    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        String.fromDatabaseValue(value).flatMap { Instant($0) }
    }
}

extension OfficeCode: ColumnValue, DatabaseValueConvertible {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> OfficeCode? { String.read(field, bytes).flatMap { OfficeCode($0) } }

    public var databaseValue: DatabaseValue { description.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> OfficeCode? {
        String.fromDatabaseValue(value).flatMap { OfficeCode($0) }
    }
}

extension Digest: ColumnValue {
    func put(into statement: OpaquePointer, at index: Int32) -> Int32 { description.put(into: statement, at: index) }

    static func read(_ field: Answer.Field, _ bytes: [UInt8]) -> Digest? { String.read(field, bytes).flatMap { Digest(hex: $0) } }
}
