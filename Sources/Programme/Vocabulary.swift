// The words of the regulation that the programme file and the records share.

/// What a party is supported as (支持类别, Art. 14).
public enum SupportCategory: String, Sendable, Hashable, Codable, CaseIterable {
    /// A high-tech enterprise (高新技术企业, Art. 14 item 1).
    case highTech = "HTE"
    /// A science-and-technology SME (科技型中小企业, Art. 14 item 2).
    case smallTech = "SME"
    /// A start-up team with its firm (创新创业团队, Art. 14 item 3).
    case team = "TEAM"

    public var title: String {
        switch self {
        case .highTech: "高新技术企业"
        case .smallTech: "科技型中小企业"
        case .team: "创新创业团队"
        }
    }
}

/// What a service is (服务类别, Art. 15).
public enum ServiceCategory: String, Sendable, Hashable, Codable, CaseIterable {
    case research = "RD"
    case standard = "STANDARD"
    case test = "TEST"
    case compute = "COMPUTE"
    case pilot = "PILOT"
}

/// A kind of evidence (证明材料, Art. 18 item 1).
public enum EvidenceKind: String, Sendable, Hashable, Codable, CaseIterable {
    case claimForm = "CLAIM_FORM"
    case serviceContract = "SERVICE_CONTRACT"
    case bankReceipt = "BANK_RECEIPT"
    case invoice = "INVOICE"
    case accountingVoucher = "ACCOUNTING_VOUCHER"
    case serviceResult = "SERVICE_RESULT"

    public var title: String {
        switch self {
        case .claimForm: "兑付申请表"
        case .serviceContract: "服务合同"
        case .bankReceipt: "银行到款凭证"
        case .invoice: "发票"
        case .accountingVoucher: "有效记账凭证"
        case .serviceResult: "服务结果"
        }
    }
}

/// A kind of incubator (孵化载体, Art. 14 item 3).
public enum IncubatorKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// 科技企业孵化器
    case incubator = "INCUBATOR"
    /// 大学科技园
    case universityPark = "UNIV_PARK"
    /// 众创空间
    case makerspace = "MAKERSPACE"
    /// 科技产业社区
    case community = "COMMUNITY"
    /// 智慧岛
    case smartIsland = "SMART_ISLAND"
    /// 星创天地
    case starFarm = "STAR_FARM"
}

/// The level of the authority that recognised an incubator; a higher one compares greater.
public enum AuthorityLevel: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case county = "COUNTY"
    case city = "CITY"
    case province = "PROVINCE"
    case national = "NATIONAL"

    public static func < (left: AuthorityLevel, right: AuthorityLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .county: 0
        case .city: 1
        case .province: 2
        case .national: 3
        }
    }
}

/// The level at which a team's leader is recognised as a leading talent (领军人才级别, Art. 14 item 3).
public enum TalentLevel: String, Sendable, Hashable, Codable, CaseIterable {
    case national = "NATIONAL"
    case province = "PROVINCE"
    case city = "CITY"
    case none = "NONE"
}
