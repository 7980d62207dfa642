import Foundation
import Programme
import TestSupport
import Testing

@testable import Bags

/// What the worst files cost the built program under the limits of the exchange format, not the corpus's smaller ones.
@Suite("What hostile files cost")
struct ResourceTests {
    /// The program's peak memory in MiB and its exit code, for one file.
    private func inspect(_ bytes: [UInt8]) throws -> (peak: Int, status: Int) {
        let folder = try TemporaryFolder()
        let file = try folder.write("hostile.zip", bytes)
        let program = try #require(Program.folder) + "/voucherd"
        let script = """
            import resource, subprocess, sys
            done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, done.returncode)
            """
        let outcome = try Tool.run("python3", "-c", script, program, "inspect", file, in: folder)
        let numbers = outcome.output.split(separator: " ").compactMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        try #require(numbers.count == 2, "\(outcome.output)")
        return (numbers[0], numbers[1])
    }

    private func forged(_ change: (inout ForgedBatch) -> Void, zip: (inout ForgedZip) -> Void = { _ in }) -> [UInt8] {
        let key = SSHPrivateKey(generatingWithComment: "")
        var batch = ForgedBatch(ForgedBatch.Seat(sequence: 2, previous: Digest(of: [1]), key: key, otherOfficesKey: key))
        change(&batch)
        var forged = batch.sealed().zip
        zip(&forged)
        return forged.bytes
    }

    /// A file that ends in a refusal, and the most memory that it may take in MiB.
    struct Load: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bound: Int
        let bytes: @Sendable (ResourceTests) -> [UInt8]
    }

    static let loads = [
        Load(testDescription: "600 MB of zeros from 600 KB, said to be 10 bytes", bound: 80) { tests in
            let packed = Deflate.zeros(atLeast: 600_000_000).packed
            return tests.forged({ $0.add("data/evidence/bomb", "x") }) { zip in
                zip.change("data/evidence/bomb") { entry in
                    entry.packed = packed
                    entry.both(.method, 8)
                    entry.both(.size, 10)
                }
            }
        },
        Load(testDescription: "an entry that is said to be 16 GiB", bound: 80) { tests in
            tests.forged {
                $0.add("data/evidence/large", "x")
            } zip: { zip in
                zip.change("data/evidence/large") { entry in
                    entry.both(.size, 0xFFFF_FFFF)
                    entry.centralExtra = [1, 0, 8, 0]
                    entry.centralExtra.appendLittleEndian64(16 << 30)
                    entry.localExtra = entry.centralExtra
                }
            }
        },
        Load(testDescription: "a manifest of 20 million line ends", bound: 80) { tests in
            tests.forged { $0.manifest = { $0 + [UInt8](repeating: 0x0A, count: 20_000_000) } }
        },
        Load(testDescription: "bag-info.txt of 340,000 fields", bound: 160) { tests in
            tests.forged { batch in
                batch.info = BagInfo(fields: batch.fields).bytes + Array(String(repeating: "a:\n", count: 340_000).utf8) + Array("x\n".utf8)
            }
        },
        Load(testDescription: "a table of a million columns, with a quote that stays open", bound: 240) { tests in
            tests.forged { $0.table("id" + String(repeating: ",", count: 1_000_000) + "\n\"") }
        },
        Load(testDescription: "200,001 entries", bound: 160) { _ in Crowd.zip(entries: 200_001) },
        Load(testDescription: "200,000 entries that no manifest lists", bound: 320) { _ in Crowd.zip(entries: 200_000) },
    ]

    @Test("memory stays within the stated bound, and the answer is a refusal", arguments: loads)
    func memory(_ load: Load) throws {
        let (peak, status) = try inspect(load.bytes(self))
        #expect(status == Int(EX_DATAERR))
        #expect(peak <= load.bound, "\(load.testDescription): \(peak) MiB")
    }
}

/// A zip of very many empty entries in one folder.
enum Crowd {
    static func zip(entries count: Int) -> [UInt8] {
        let named: [UInt8] = [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0, 0]
        var file: [UInt8] = []
        var directory: [UInt8] = []
        file.reserveCapacity(count * 54)
        directory.reserveCapacity(count * 70)
        for number in 0..<count {
            let name = Array("batch/data/file\(1_000_000_000 - number)".utf8.prefix(24))
            directory += [0x50, 0x4B, 1, 2, 20, 3] + named + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81]
            directory.appendLittleEndian(Int64(file.count), bytes: 4)
            directory += name
            file += [0x50, 0x4B, 3, 4] + named + name
        }
        let zip = ForgedZip()
        return zip.closing(file, directory, count: count)
    }
}

extension ForgedZip {
    /// The bytes before the directory, the directory, and the end records that count so many entries.
    fileprivate func closing(_ file: [UInt8], _ directory: [UInt8], count: Int) -> [UInt8] {
        var bytes = file + directory
        let place = Int64(bytes.count)
        bytes += [0x50, 0x4B, 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        for number in [count, count, directory.count, file.count] { bytes.appendLittleEndian64(Int64(number)) }
        bytes += [0x50, 0x4B, 6, 7, 0, 0, 0, 0]
        bytes.appendLittleEndian64(place)
        bytes += [1, 0, 0, 0, 0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12)
        return bytes + [0, 0]
    }
}
