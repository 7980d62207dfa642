import Rules
import Testing

@Suite("Likeness of names")
struct NameLikenessTests {
    @Test("three edits in twenty are alike at 85 percent, four are not")
    func threshold() {
        let name = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
        #expect(NameLikeness.areAlike(name, "天地人" + name.dropFirst(3), percent: 85))
        #expect(!NameLikeness.areAlike(name, "天地人和" + name.dropFirst(4), percent: 85))
        #expect(NameLikeness.percent(name, String(name.dropLast(3))) == 85)
    }

    @Test("width, brackets, spaces and letter case do not count")
    func folded() {
        #expect(NameLikeness.percent("ＡＩ 芯片（二期）", "ai芯片(二期)") == 100)
    }

    @Test("an empty name is like none")
    func empty() {
        #expect(!NameLikeness.areAlike("", "", percent: 85))
        #expect(NameLikeness.percent("", "甲") == 0)
    }
}
