import Programme
import Testing

@Suite("Names of offices, batches and files")
struct NamesTests {
    @Test(
        "an office's code is six characters of the city",
        arguments: [
            ("410300", true), ("4103Y1", true), ("4103y1", false), ("410401", false), ("4103001", false), ("41030", false), ("4103０1", false),
        ]
    )
    func office(_ text: String, _ isCode: Bool) {
        #expect((OfficeCode(text) != nil) == isCode)
        #expect(OfficeCode.centre.description == "410300")
    }

    @Test("a batch is named by office, epoch and sequence; only the centre's epoch may be 0 in practice")
    func batch() {
        #expect(BatchIdentity("410305-1-42")?.description == "410305-1-42")
        #expect(BatchIdentity("410300-0-1") != nil)
        for wrong in ["410305-1", "410305-1-0", "410305--1-2", "410305-1-42-", "310305-1-42", "410305-1-x"] {
            #expect(BatchIdentity(wrong) == nil, "\(wrong)")
        }
        let names = ["410305-1-9", "410305-1-10", "410305-2-1", "410306-1-1"]
        #expect(names.reversed().compactMap { BatchIdentity($0) }.sorted().map(\.description) == names)
    }

    @Test("a digest is sixty-four hexadecimal digits, in lower case")
    func digest() {
        let text = String(repeating: "0A", count: 32)
        #expect(Digest(hex: text)?.description == text.lowercased())
        #expect(Digest(hex: text)?.description == Digest(bytes: Array(repeating: UInt8(0x0A), count: 32)).description)
        for wrong in [String(text.dropLast()), text + "0", String(text.dropLast()) + "g"] { #expect(Digest(hex: wrong) == nil) }
    }
}
