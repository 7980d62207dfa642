public import Programme

/// An office of the sample city.
public struct SampleOffice: Sendable, Hashable {
    public let code: OfficeCode
    public let name: String
    /// The division (区划) in which the firms of the office are registered.
    public let division: String
    /// Its share of the city's parties, in hundredths of a percent.
    public let weight: Int
    /// Whether it exports on every working day, or on Fridays alone.
    public let isDaily: Bool

    init?(_ code: String, _ name: String, division: String? = nil, weight: Int, isDaily: Bool) {
        guard let office = OfficeCode(code) else { return nil }
        self.code = office
        self.name = name
        self.division = division ?? code
        self.weight = weight
        self.isDaily = isDaily
    }

    /// Every office of the city that takes applications; shares follow where the city's research is.
    public static let all: [SampleOffice] = [
        SampleOffice("410371", "洛阳高新区", weight: 2400, isDaily: true),
        SampleOffice("410305", "涧西区", weight: 1500, isDaily: true),
        SampleOffice("410311", "洛龙区", weight: 1400, isDaily: true),
        // The zone has no division of its own; its firms are registered in 洛龙.
        SampleOffice("4103Y1", "伊滨区（洛阳经开区）", division: "410311", weight: 1000, isDaily: true),
        SampleOffice("410303", "西工区", weight: 700, isDaily: true),
        SampleOffice("410308", "孟津区", weight: 600, isDaily: true),
        SampleOffice("410307", "偃师区", weight: 600, isDaily: true),
        SampleOffice("410323", "新安县", weight: 400, isDaily: false),
        SampleOffice("410329", "伊川县", weight: 400, isDaily: false),
        SampleOffice("410327", "宜阳县", weight: 300, isDaily: false),
        SampleOffice("410302", "老城区", weight: 200, isDaily: false),
        SampleOffice("410304", "瀍河回族区", weight: 200, isDaily: false),
        SampleOffice("410326", "汝阳县", weight: 100, isDaily: false),
        SampleOffice("410325", "嵩县", weight: 100, isDaily: false),
        SampleOffice("410324", "栾川县", weight: 50, isDaily: false),
        SampleOffice("410328", "洛宁县", weight: 50, isDaily: false),
    ].compactMap(\.self)

    /// The three offices of the demonstration.
    static let demonstration = all.filter { ["410305", "410311", "410371"].contains($0.code.description) }
}
