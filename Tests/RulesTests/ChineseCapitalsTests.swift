import Programme
import Rules
import Testing

@Suite("Amounts in Chinese capitals")
struct ChineseCapitalsTests {
    @Test(
        "as cheques write them",
        arguments: [
            ("0.00", "零元整"), ("0.05", "伍分"), ("0.30", "叁角整"), ("1.00", "壹元整"), ("10.00", "壹拾元整"), ("100.50", "壹佰元伍角整"),
            ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"), ("1005.00", "壹仟零伍元整"), ("1000.05", "壹仟元零伍分"), ("12030.00", "壹万贰仟零叁拾元整"),
            ("100000.00", "壹拾万元整"), ("100005.00", "壹拾万零伍元整"), ("10000000.00", "壹仟万元整"), ("20010000.00", "贰仟零壹万元整"),
            ("100000001.00", "壹亿零壹元整"), ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
        ]
    )
    func written(amount: String, words: String) throws {
        #expect(ChineseCapitals.yuan(try #require(Fen(parsing: amount))) == words)
    }
}
