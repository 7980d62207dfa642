/// Names of firms, people and projects. Each bears one of the marks 试样, 样本, 示例 or 仿真, so that none can be taken for a real one.
enum Names {
    static let marks = ["试样", "样本", "示例", "仿真"]
    private static let syllables = [
        "宏", "卓", "瑞", "睿", "航", "锐", "晟", "恒", "拓", "科", "钛", "中", "豫", "伊", "洛", "嵩", "邙", "鼎", "创", "联", "博", "源", "精", "诚", "凯", "隆",
        "丰", "泰",
    ]
    static let trades = ["轴承", "农机装备", "拖拉机", "耐火材料", "钛合金", "钨钼", "光电玻璃", "石化新材料", "生物疫苗", "机器人", "储能", "软件"]
    private static let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗"]
    private static let givenNames = ["文", "明", "建国", "丽", "晓东", "伟", "静", "志强", "敏", "海涛", "洁", "永红", "鹏", "新民", "雪"]

    /// The name of a firm in one of the trades.
    static func firm(trade: String, _ random: inout RandomSource) -> String {
        let brand = random.pick(marks) + random.pick(syllables) + random.pick(syllables)
        let form = random.pick([("有限公司", weight: 86), ("股份有限公司", weight: 5), ("科技发展有限公司", weight: 9)])
        if random.chance(600) { return brand + trade + random.pick(["（洛阳）", "（河南）"]) + form }
        return "洛阳" + brand + trade + form
    }

    static func person(_ random: inout RandomSource) -> String {
        random.pick(surnames) + random.pick(["样", "例", "仿", "试"]) + random.pick(givenNames)
    }

    /// Names that are hard to keep as they are: beyond the basic plane, with a middle dot, and with a radical that a PDF gave for a character.
    static let rarePeople = ["李样\u{2B689}", "阿依古丽·试样", "\u{2F62}样甫江·买买提", "周例\u{20BB7}"]

    private static let goals = ["高可靠性", "轻量化", "长寿命", "低能耗", "高精度", "宽温域", "耐腐蚀", "智能化"]
    private static let subjects: [String: [String]] = [
        "轴承": ["盾构机主轴承滚道", "风电偏航轴承保持架", "机床主轴陶瓷球轴承"],
        "农机装备": ["大马力收获机脱粒滚筒", "精量播种机排种器", "丘陵拖拉机电液悬挂"],
        "拖拉机": ["无级变速拖拉机传动箱", "电动拖拉机动力系统", "拖拉机驾驶室减振结构"],
        "耐火材料": ["钢包用镁碳质内衬", "水泥窑用硅莫砖", "薄带连铸用侧封板"],
        "钛合金": ["航空紧固件用钛合金丝材", "钛合金薄壁管材", "增材制造钛合金粉末"],
        "钨钼": ["蓝宝石长晶用钨钼坩埚", "钼合金顶头", "钨铜复合电极"],
        "光电玻璃": ["超薄电子信息玻璃基板", "光伏镀膜玻璃盖板", "红外硫系光学镜片"],
        "石化新材料": ["聚烯烃弹性体专用料", "可降解共聚酯薄膜", "高性能特种环氧树脂"],
        "生物疫苗": ["禽流感重组亚单位疫苗", "猪病多联灭活疫苗", "宠物狂犬病活载体疫苗"],
        "机器人": ["六轴协作机器人关节模组", "矿山巡检机器人底盘", "谐波减速器柔轮"],
        "储能": ["钠离子电池硬碳负极", "液冷储能柜热管理", "磷酸铁锂电池簇管理系统"],
        "软件": ["工业设备预测性维护平台", "数控系统在线仿真软件", "遥感影像智能解译软件"],
    ]

    /// The name of a research project. Numbered, and each with a subject and a goal of its own: two names differ in more than a few characters.
    static func project(trade: String, number: Int, _ random: inout RandomSource) -> String {
        let subject = (subjects[trade] ?? ["通用部件"])
        return random.pick(marks) + random.pick(goals) + subject[number % subject.count]
            + ["关键技术研究", "制备工艺与性能评价", "结构优化设计及验证"][number / subject.count % 3]
    }

    /// A name of the project's kind that no project of the generator bears, nor comes near.
    static func unrelatedProject(_ random: inout RandomSource) -> String {
        random.pick(["样本河洛文化数字展陈互动系统开发", "示例城市地下管网泄漏声学定位装置", "仿真牡丹鲜切花冷链保鲜试验", "试样黄河湿地鸟类声纹监测网络"])
    }

    /// The name with its brackets and characters typed another way; a reader that folds them takes both for one.
    static func variant(of name: String, _ random: inout RandomSource) -> String {
        if name.contains("（") {
            return name.map { $0 == "（" ? "(" : $0 == "）" ? ")" : String($0) }.joined()
        }
        return random.pick([name.replacingFirst("有限公司", by: " 有限公司"), "　\(name) "])
    }
}

extension String {
    /// The text with the first occurrence of a part replaced.
    func replacingFirst(_ part: String, by replacement: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
    }

    /// The ASCII letters and digits at full width.
    var fullWidth: String {
        String(String.UnicodeScalarView(unicodeScalars.map { (0x21...0x7E).contains($0.value) ? Unicode.Scalar($0.value + 0xFEE0) ?? $0 : $0 }))
    }
}
