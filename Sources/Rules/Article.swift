/// A place in the regulation: an article, an item of it, and a point of the item.
public struct Article: Hashable, Sendable, CustomStringConvertible {
    public let number: Int
    /// 项
    public let item: Int?
    /// 目
    public let point: Int?

    public init(_ number: Int, item: Int? = nil, point: Int? = nil) {
        self.number = number
        self.item = item
        self.point = point
    }

    /// `11(3)3`: article 11, item 3, point 3.
    public var description: String { "\(number)\(item.map { "(\($0))" } ?? "")\(point.map(String.init) ?? "")" }

    /// `第十一条第三项第3目`.
    public var citation: String {
        "第\(Article.chinese(number))条\(item.map { "第\(Article.chinese($0))项" } ?? "")\(point.map { "第\($0)目" } ?? "")"
    }

    private static func chinese(_ number: Int) -> String {
        let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        let (tens, ones) = (number / 10, number % 10)
        return (tens == 0 ? "" : tens == 1 ? "十" : digits[tens] + "十") + digits[ones]
    }
}
