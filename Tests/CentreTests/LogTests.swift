import Foundation
import Logging
import TestSupport
import Testing

@testable import Centre

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

    private static func settings(_ bytes: Int64, _ kept: Int) -> Settings.Log {
        var settings = Settings.Log()
        (settings.rotateBytes, settings.keptFiles) = (bytes, kept)
        return settings
    }

    @Test("a long file gets a number, the oldest goes, and no line is cut or lost between")
    func rotation() throws {
        let place = try TemporaryRoot()
        let log = LogFile(place.root, LogTests.settings(100, 2))
        for number in 1...6 { #expect(log.append("\(number) \(String(repeating: "x", count: 60))\n")) }
        func firsts(_ name: String) -> [String] { (place.text("log/\(name)") ?? "").split(separator: "\n").map { String($0.prefix(1)) } }
        #expect(firsts("voucherd.log") == ["5", "6"])
        #expect(firsts("voucherd.log.1") == ["3", "4"])
        #expect(firsts("voucherd.log.2") == ["1", "2"])
        #expect(log.append("7\n"))
        #expect(try place.names("log") == ["voucherd.log", "voucherd.log.1", "voucherd.log.2"])
        #expect(firsts("voucherd.log") == ["7"] && firsts("voucherd.log.1") == ["5", "6"] && firsts("voucherd.log.2") == ["3", "4"])
    }

    @Test("where an earlier rotation was cut short, nothing but its gap is filled")
    func gap() throws {
        let place = try TemporaryRoot()
        for (name, text) in [("voucherd.log", "new"), ("voucherd.log.2", "old"), ("voucherd.log.3", "oldest")] {
            try place.write(text + "\n", to: "log/\(name)")
        }
        #expect(LogFile(place.root, LogTests.settings(4, 3)).append("a\n"), "a file that is opened is written to")
        let log = LogFile(place.root, LogTests.settings(4, 3))
        #expect(log.append("b\n") && log.append("c\n"))
        #expect(place.text("log/voucherd.log") == "c\n")
        #expect(place.text("log/voucherd.log.1") == "new\na\nb\n")
        #expect(place.text("log/voucherd.log.2") == "old\n" && place.text("log/voucherd.log.3") == "oldest\n")
    }

    @Test("a file that another program has moved away is written to no more; two that write move it once")
    func moved() throws {
        let place = try TemporaryRoot()
        let (one, other) = (LogFile(place.root, LogTests.settings(0, 1)), LogFile(place.root, LogTests.settings(10, 9)))
        #expect(one.append("one\n") && other.append("two\n"))
        try FileManager.default.moveItem(atPath: place.path("log/voucherd.log"), toPath: place.path("log/away"))
        #expect(one.append("three is long\n"))
        #expect(place.text("log/away") == "one\ntwo\n" && place.text("log/voucherd.log") == "three is long\n")
        #expect(other.append("four\n"), "it finds the new file first, and moves that once it has written to it")
        #expect(other.append("five\n") && one.append("six\n"))
        #expect(place.text("log/voucherd.log.1") == "three is long\nfour\n" && place.text("log/voucherd.log") == "five\nsix\n")
    }

    @Test("a file that cannot be moved is written on")
    func immovable() throws {
        let place = try TemporaryRoot()
        try place.write("", to: "log/voucherd.log.1/in the way")
        let log = LogFile(place.root, LogTests.settings(4, 1))
        #expect(log.append("one\n") && log.append("two\n") && log.failure == nil)
        #expect(place.text("log/voucherd.log") == "one\ntwo\n")
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
