extension Rows {
    /// A round that both bureaus signed.
    ///
    /// - Parameter reviewed: the day on which the panel met.
    public static func round(_ id: String, kind: String = "ANNUAL", cutOff: String, reviewed: String = "") -> String {
        """
        id,voucher_year,kind,budget,admin_reserved,cut_off_at,signoff_stb,signoff_finance,reviewed_on
        \(id),2025,\(kind),100,0,\(cutOff),2026-01-05,2026-01-06,\(reviewed)

        """
    }

    /// The panel of a round, and what it recognises of the claim of ``claim``: 1000 yuan.
    public static func reviews(of round: String) -> [String: String] {
        [
            "expert": "id,name,kind\n410300-X1,专家甲,MANAGEMENT\n410300-X2,专家乙,TECHNICAL\n410300-X3,专家丙,FINANCE\n",
            "review": """
            id,round_id,claim_id,result,recognised_fee,experts
            410300-V1,\(round),410305-C1,APPROVE,1000,410300-X1;410300-X2;410300-X3

            """,
        ]
    }

    public static func publicity(of round: String, on day: String) -> String {
        "id,round_id,claims,published_on\n410300-G1,\(round),410305-C1,\(day)\n"
    }
}
