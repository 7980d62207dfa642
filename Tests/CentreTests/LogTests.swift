import Centre
import Foundation
import Logging
import TestSupport
import Testing

@Suite("The log") struct LogTests {
    private func lines(_ place: TemporaryRoot) throws -> [[String: Any]] {
        try (place.text("log/voucherd.log") ?? "").split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("each event is one line of JSON with its time at +08:00, level, message and metadata")
    func json() throws {
        let place = try TemporaryRoot()
        var logger = Log.logger(to: LogFile(place.root), level: .info, console: false)
        logger[metadataKey: "drain"] = "7"
        logger.info("taken / 已接收\n\"x\"", metadata: ["file": "a\u{1B}[2J.zip", "rows": .stringConvertible(17_179_869_184), "level": "own"])
        logger.debug("not at this level")
        logger.error("failed / 失败", metadata: ["offices": ["410305", "410311"], "more": ["a": "b"]])
        let events = try lines(place)
        #expect(events.count == 2)
        #expect(events[0]["message"] as? String == "taken / 已接收\n\"x\"")
        #expect(events[0]["level"] as? String == "info")
        #expect(events[0]["metadata.level"] as? String == "own")
        #expect(events[0]["drain"] as? String == "7")
        #expect(events[0]["file"] as? String == "a\u{1B}[2J.zip")
        #expect(events[0]["rows"] as? Int == 17_179_869_184)
        let time = try #require(events[0]["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00/) != nil)
        #expect(events[1]["offices"] as? [String] == ["410305", "410311"])
        #expect(events[1]["more"] as? [String: String] == ["a": "b"])
    }

    @Test("a log is appended to, and personal numbers never reach it")
    func masked() throws {
        let place = try TemporaryRoot()
        for _ in 1...2 {
            let logger = Log.logger(to: LogFile(place.root), level: .info, console: false)
            logger.info("account 6222021234567890123", metadata: ["phone": "13812345678", "nested": ["id": "41030519900101123X"]])
        }
        let text = try #require(place.text("log/voucherd.log"))
        #expect(text.split(separator: "\n").count == 2)
        for secret in ["6222021234567890123", "13812345678", "41030519900101123X"] { #expect(!text.contains(secret)) }
        #expect(text.contains("0123"))
        #expect(text.contains("5678"))
        #expect(text.contains("123X"))
    }

    @Test(
        "bank accounts, mobile numbers and id numbers keep their last four characters",
        arguments: [
            ("6222021234567890123", "***************0123"), ("电话13812345678。", "电话*******5678。"), ("+8613812345678", "+*********5678"),
            ("41030519900101123X", "**************123X"), ("6222 0212 3456 7890 123", "**** **** **** ***0 123"),
            ("a=410305199001011234,b=17700001111", "a=**************1234,b=*******1111"),
        ]
    )
    func personal(text: String, masked: String) {
        #expect(text.maskingPersonalNumbers == masked)
    }

    @Test(
        "digests, identities, moments, amounts, codes of organisations and short numbers stay",
        arguments: [
            "410305-1-42", "410305-20260302093000.zip", "2026-03-02T09:30:00+08:00", "91410300MA44ABCD3F", "1234567890", "12345678901", "100000.00",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "洛阳市", "",
        ]
    )
    func impersonal(text: String) {
        #expect(text.maskingPersonalNumbers == text)
    }
}
