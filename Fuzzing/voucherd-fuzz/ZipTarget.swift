import Programme

@testable import Bags

/// A zip is taken, refused or left waiting; what is taken can be written again and then reads the same.
enum ZipTarget {
    /// The settings of the exchange format, made small enough for a fuzzer to reach.
    static let limits: BagLimits = {
        var limits = BagLimits()
        limits.zipBytes = 1 << 20
        limits.uncompressedBytes = 8 << 20
        limits.ratioFloorBytes = 64 << 10
        limits.entries = 200
        limits.tagFileBytes = 64 << 10
        return limits
    }()

    static func run(_ bytes: [UInt8]) {
        guard let content = accepted(bytes) else { return }
        // A byte more is a file that is still growing, one less a file that is not all there.
        if case .taken = verdict(bytes + [0]) { preconditionFailure("a zip with a byte behind its end was taken") }
        if case .taken = verdict(Array(bytes.dropLast())) { preconditionFailure("a zip without its last byte was taken") }
        let again = content.written()
        guard let copy = accepted(again) else { preconditionFailure("what was taken and written again is not taken") }
        precondition(copy == content, "what was taken reads differently once it is written again")
        precondition(copy.written() == again, "the same content was written in two ways")
    }

    /// What a whole bag holds, its own writer's additions apart.
    struct Content: Equatable {
        var fields: [BagInfo.Field]
        var payload: [String: [UInt8]]

        static func == (left: Content, right: Content) -> Bool {
            left.fields == right.fields && left.payload.count == right.payload.count && left.payload.allSatisfy { right.payload[$0.key] == $0.value }
        }

        func written() -> [UInt8] {
            let path = MemoryFile.holding([])
            do {
                let writer = try BagWriter(path: path, folder: "bag")
                for (path, bytes) in payload.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { try writer.add(path, bytes: bytes) }
                _ = try writer.finish(fields: fields, baggingDate: Day(ordinal: 20_000), key: nil, namespace: "voucherd-batch")
                let file = try ReadableFile(path: path)
                return try file.bytes(at: 0, count: Int(file.size))
            } catch {
                preconditionFailure("what was read cannot be written: \(error)")
            }
        }
    }

    private enum Verdict {
        case taken(Content)
        case otherwise
    }

    static func accepted(_ bytes: [UInt8]) -> Content? {
        if case .taken(let content) = verdict(bytes) { content } else { nil }
    }

    private static func verdict(_ bytes: [UInt8]) -> Verdict {
        do {
            let bag = try Bag(contentsOf: MemoryFile.holding(bytes), limits: limits)
            var receiver = PayloadCollector()
            try bag.readPayload(into: &receiver)
            precondition(receiver.files.count == bag.payload.count, "a payload file was not delivered")
            let added = ["bagging-date", "payload-oxum"]
            return .taken(Content(fields: bag.info.fields.filter { !added.contains($0.label.lowercased()) }, payload: receiver.files))
        } catch let error as BagError {
            if case .unreadable(let failure) = error { preconditionFailure("the memory file cannot be read: \(failure)") }
            precondition(!error.description.isEmpty)
            return .otherwise
        } catch {
            preconditionFailure("an error of another kind: \(error)")
        }
    }
}

/// Keeps every payload file, and holds each against what was promised of it.
struct PayloadCollector: PayloadReceiver {
    private(set) var files: [String: [UInt8]] = [:]
    private var current: [UInt8] = []

    mutating func begin(_ file: PayloadFile) { current = [] }

    mutating func receive(_ chunk: UnsafeRawBufferPointer) { current.append(contentsOf: chunk) }

    mutating func end(_ file: PayloadFile) {
        precondition(Int64(current.count) == file.size && Digest(of: current) == file.digest, "a payload file is not what was promised")
        files[file.path] = current
    }
}
