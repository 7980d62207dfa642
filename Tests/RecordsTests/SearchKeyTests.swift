import Records
import Testing

@Suite("A search in a text")
struct SearchKeyTests {
    @Test(
        "finds a word however it is typed",
        arguments: [
            ("特种设备检验", "特种设备", true), ("特种设备检验", "检验", true), ("特种设备检验", "设备", true), ("cnas 检测", "CNAS", true),
            ("ｃｎａｓ检测", "CNAS", true), ("强制 检定", "强制检定", true), ("检（强制）", "检(强制)", true), ("aab", "ab", true), ("straße", "STRASSE", true),
            ("特种", "特种设备", false), ("", "检", false), ("检", "", true), ("aXab", "ac", false),
        ]
    )
    func finds(_ text: String, _ word: String, _ isThere: Bool) {
        #expect(SearchKey(text).contains(SearchKey(word)) == isThere)
        #expect(SearchKey(text).contains(word) == isThere, "a word that is not folded yet is searched for alike")
    }
}
