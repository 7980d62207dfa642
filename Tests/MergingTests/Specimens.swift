import Programme

@testable import Records

/// Small record types that hold every merge word, so that exhaustive tests stay quick.
enum Specimens {
    /// As a party: shared by offices, with nothing frozen.
    static let shared = RecordType(
        "specimen_shared",
        "样本",
        by: [.district],
        [
            .key("uscc", "代码", .uscc),
            .required("legal_name", "名称", .text(2...100), in: "name", .home),
            .required("reg_division", "区划", .code(#"^\d{6}$"#), in: "registration", .newest("reg_date")),
            .required("reg_date", "登记日期", .date, in: "registration", .newest("reg_date")),
            .required("home_office", "受理县区", .office, in: "registration", .newest("reg_date")),
            .required("legal_rep", "法定代表人", .text(1...30), in: "legal_rep", .home),
            .required("contact_name", "联系人", .text(1...30), in: "contact", .latest),
            .required("contact_mobile", "联系手机", .text(1...30), in: "contact", .latest),
            .optional("bank_name", "开户银行", .text(1...30), in: "bank", .hold),
            .optional("account", "账号", .text(1...30), in: "bank", .hold),
        ]
    )

    /// As a claim: named by an id, with two frozen groups.
    static let owned = RecordType(
        "specimen_owned",
        "样本",
        by: [.district],
        [
            .key("id", "编号", .id),
            .required("party", "需求方", .text(1...30), in: "owner", .frozen),
            .optional("replaces", "替换", .text(1...30), in: "owner", .frozen),
            .required("submitted", "提交", .text(1...30), in: "submitted", .frozen),
            .required("fee", "费用", .text(1...30), in: "amount", .hold),
            .optional("opinion", "意见", .text(1...30), in: "opinion", .latest),
        ]
    )

    /// One column that two offices cannot settle between them.
    static let single = RecordType(
        "specimen_single",
        "样本",
        by: [.district],
        [.key("uscc", "代码", .uscc), .optional("account", "账号", .text(1...30), in: "bank", .hold)]
    )

    static let words: [String: [String]] = [
        "legal_name": ["甲(乙)", "甲（乙）", "丙"], "reg_division": ["410305", "410311"], "reg_date": ["2020-01-01", "2024-01-01"],
        "home_office": ["410305", "410311"],
    ]

    /// The values that random rows use for a column.
    static func words(_ column: Column) -> [String] { words[column.name] ?? ["x", "y"] }
}

/// SplitMix64: the same numbers on every machine for a seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
