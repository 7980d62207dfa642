import Merging
import Programme
import Testing

@Suite("Rows' names and the time for which a batch speaks")
struct HistoryRowTests {
    @Test("a row's name is read as it is written")
    func name() {
        #expect(RowIdentity("410305-1-42:7")?.description == "410305-1-42:7")
        for wrong in ["410305-1-42", "410305-1-42:0", "410305-1-42:x", "410305-1:7", "510305-1-42:7", "410305-1-42:7:8", ""] {
            #expect(RowIdentity(wrong) == nil, "\(wrong)")
        }
    }

    @Test("rows are ordered by office, epoch, sequence and line, as numbers")
    func order() {
        let names = ["410300-9-9:9", "410305-1-2:3", "410305-1-2:10", "410305-1-10:2", "410305-2-1:2", "4103Y1-1-1:2"]
        #expect(names.compactMap { RowIdentity($0) }.shuffled().sorted().map(\.description) == names)
    }

    @Test("a stated time is moved behind the office's export before, and up to the batch's own")
    func clamp() {
        let window = ExportWindow(after: Instant(seconds: 100), through: Instant(seconds: 200))
        #expect([0, 100, 101, 150, 200, 201].map { window.clamp(Instant(seconds: $0)).seconds } == [101, 101, 101, 150, 200, 200])
    }

    @Test("an export at the very time of the one before leaves that time alone")
    func emptyWindow() {
        let window = ExportWindow(after: Instant(seconds: 200), through: Instant(seconds: 200))
        #expect([0, 200, 300].map { window.clamp(Instant(seconds: $0)).seconds } == [200, 200, 200])
    }
}
