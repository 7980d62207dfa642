import Programme
import Records
import Rules
import Testing

@Suite("Claims, article by article")
struct ClaimRuleTests {
    private let contract = "410305-HT-C1"
    private let invoice = "410305-I-C1"
    private let receipt = "410305-B-C1"

    @Test("a sound claim passes and reserves its share")
    func passes() throws {
        let decision = try CaseBuilder().claim()
        #expect(decision.outcome == .passed && decision.amount == Fen(300_000), "\(decision.told)")
        #expect(decision.effects("ART16-RATE") == [.info])
    }

    /// One edit of the passing claim: type, key, column, new text, the rule that fires and its effect.
    struct Edit: Sendable, CustomTestStringConvertible {
        let type: RecordType
        let key: String
        let column: String
        let text: String?
        let rule: String
        let effect: Finding.Effect

        init(_ type: RecordType, _ key: String, _ column: String, _ text: String?, _ rule: String, _ effect: Finding.Effect) {
            (self.type, self.key, self.column, self.text, self.rule, self.effect) = (type, key, column, text, rule, effect)
        }

        var testDescription: String { "\(type.name).\(column)=\(text ?? "") \(effect.rawValue) \(rule)" }
    }

    @Test(
        "one edit, one finding",
        arguments: [
            Edit(.project, "410305-P1", "party_uscc", CaseBuilder.otherParty, "ART02-RDPROJECT", .reject),
            Edit(.project, "410305-P1", "summary", nil, "ART02-RDPROJECT", .reject),
            Edit(.invoice, "410305-I-C1", "item_name", "*仪器仪表*显微镜", "ART02-SERVICE", .hold),
            Edit(.invoice, "410305-I-C1", "item_name", "检测费", "ART02-SERVICE", .hold),
            Edit(.recognition, "410300-K1", "valid_from", "2026-03-11", "ART09-RECOGNISED", .reject),
            Edit(.recognition, "410300-K1", "valid_to", "2026-03-10", "ART09-RECOGNISED", .reject),
            Edit(.provider, CaseBuilder.provider, "member_from", nil, "ART11-MEMBER", .reject),
            Edit(.provider, CaseBuilder.provider, "member_from", "2026-03-11", "ART11-MEMBER", .hold),
            Edit(.provider, CaseBuilder.provider, "member_to", "2026-03-09", "ART11-MEMBER", .reject),
            Edit(.provider, CaseBuilder.provider, "provider_type", "OTHER_PUBLIC", "ART11-QUAL", .reject),
            Edit(.invoice, "410305-I-C1", "seller_uscc", CaseBuilder.agent, "ART13-AGENT", .reject),
            Edit(.bankReceipt, "410305-B-C1", "payee_name", "某某贸易商行", "ART13-AGENT", .reject),
            Edit(.bankReceipt, "410305-B-C1", "payee_name", "洛阳样本大学分析检试中心", "ART13-AGENT", .hold),
            Edit(.contract, "410305-HT-C1", "service_category", "OTHER", "ART15-SCOPE", .hold),
            Edit(.contract, "410305-HT-C1", "platform_order_no", nil, "ART15-PLATFORM", .reject),
            Edit(.contract, "410305-HT-C1", "order_date", "2026-03-16", "ART15-PLATFORM", .hold),
            Edit(.contract, "410305-HT-C1", "order_date", nil, "ART15-PLATFORM", .hold),
            Edit(.contract, "410305-HT-C1", "is_mandatory_test", "true", "ART15-MANDATORY", .reject),
            Edit(.contract, "410305-HT-C1", "service_desc", "起重机 特种设备 定期检验", "ART15-MANDATORY", .hold),
            Edit(.invoice, "410305-I-C1", "item_name", "*研发和技术服务*防雷检测费", "ART15-MANDATORY", .hold),
            Edit(.claim, "410305-C1", "not_provincial_declared", "false", "ART16-PROVINCE", .hold),
            Edit(.claim, "410305-C1", "claimed_fee", nil, "ART18-1-SIX", .return),
            Edit(.claim, "410305-C1", "claimed_fee", "0.00", "ART18-1-SIX", .return),
            Edit(.claim, "410305-C1", "claimed_fee", "10000.01", "ART18-1-SIX", .return),
            Edit(.claim, "410305-C1", "not_affiliated_declared", "false", "ART20-AFFILIATION", .hold),
            Edit(.claim, "410305-C1", "not_city_funded_declared", "false", "ART22-CITYFUND", .hold),
            Edit(.contract, "410305-HT-C1", "party_uscc", CaseBuilder.otherParty, "ART24-NOTRANSFER", .reject),
            Edit(.invoice, "410305-I-C1", "buyer_uscc", CaseBuilder.otherParty, "ART24-NOTRANSFER", .reject),
            Edit(.bankReceipt, "410305-B-C1", "payer_name", "王示例", "ART24-NOTRANSFER", .reject),
            Edit(.bankReceipt, "410305-B-C1", "payer_name", "洛阳试样轴承有限公司北京分公司", "ART24-NOTRANSFER", .hold),
            Edit(.invoice, "410305-I-C1", "e_number", "26412000000012300000", "ART24-NOREUSE", .hold),
            Edit(.contract, "410305-HT-C1", "service_end", "2025-12-31", "ART24-YEAR", .reject),
            Edit(.contract, "410305-HT-C1", "service_end", "2026-03-01", "ART24-YEAR", .reject),
            Edit(.contract, "410305-HT-C1", "signed_on", "2025-12-31", "ART24-YEAR", .hold),
            Edit(.invoice, "410305-I-C1", "issued_on", "2027-01-04", "ART24-YEAR", .hold),
            Edit(.bankReceipt, "410305-B-C1", "paid_on", "2027-01-04", "ART24-YEAR", .hold),
            Edit(.contract, "410305-HT-C1", "service_end", "2026-06-02", "ART18-1-DONE", .reject),
        ]
    )
    func edit(_ edit: Edit) throws {
        var builder = CaseBuilder()
        builder.set(edit.type, edit.key, edit.column, edit.text)
        let decision = try builder.claim()
        #expect(decision.effects(edit.rule).first == edit.effect, "\(decision.told)")
    }

    @Test(
        "edges that pass",
        arguments: [
            Edit(.contract, "410305-HT-C1", "order_date", "2026-03-15", "ART15-PLATFORM", .info),
            Edit(.contract, "410305-HT-C1", "service_end", "2026-06-01", "ART18-1-DONE", .info),
            Edit(.recognition, "410300-K1", "valid_to", "2026-03-11", "ART09-RECOGNISED", .info),
            Edit(.recognition, "410300-K1", "valid_from", "2026-03-10", "ART09-RECOGNISED", .info),
            Edit(.provider, CaseBuilder.provider, "member_to", "2026-03-10", "ART11-MEMBER", .info),
            Edit(.invoice, "410305-I-C1", "issued_on", "2026-12-31", "ART24-YEAR", .info),
            Edit(.bankReceipt, "410305-B-C1", "payee_name", "洛阳样本大学 分析测试中心", "ART13-AGENT", .info),
        ]
    )
    func edge(_ edit: Edit) throws {
        var builder = CaseBuilder()
        builder.set(edit.type, edit.key, edit.column, edit.text)
        let decision = try builder.claim()
        #expect(decision.outcome == .passed && decision.effects(edit.rule).isEmpty, "\(decision.told)")
    }

    @Test("an enterprise qualifies by a platform, a testing body by a certificate valid at its report (Art. 11)")
    func qualification() throws {
        var builder = CaseBuilder()
        let certificate = ["provider_uscc": CaseBuilder.provider, "number": "X1", "valid_from": "2020-01-01", "valid_to": "2026-04-20"]
        builder.set(.provider, CaseBuilder.provider, "provider_type", "ENTERPRISE")
        builder.add(.qualification, "410300-Q1", certificate.merging(["kind": "KEY_LAB", "level": "CITY"]) { $1 })
        #expect(try builder.claim().outcome == .passed)
        builder.set(.qualification, "410300-Q1", "level", nil)
        #expect(try builder.claim().against == ["ART11-QUAL"])
        builder.set(.provider, CaseBuilder.provider, "provider_type", "TEST_AGENCY")
        builder.set(.qualification, "410300-Q1", "kind", "CMA")
        #expect(try builder.claim().outcome == .passed)
        builder.set(.qualification, "410300-Q1", "valid_to", "2026-04-19")
        #expect(try builder.claim().against == ["ART11-CERTVALID"])
        builder.add(.qualification, "410300-Q2", certificate.merging(["kind": "CNAS", "valid_from": "2026-04-20", "valid_to": "2030-01-01"]) { $1 })
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("an entrusted intermediary may invoice and be paid (Art. 13)")
    func agent() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, invoice, "seller_uscc", CaseBuilder.agent)
        builder.set(.bankReceipt, receipt, "payee_name", "洛阳示例中介有限公司")
        builder.add(
            .entrustment,
            "410300-T1",
            [
                "principal_uscc": CaseBuilder.provider, "agent_uscc": CaseBuilder.agent, "agent_name": "洛阳示例中介有限公司",
                "valid_from": "2026-01-01", "valid_to": "2026-03-12",
            ]
        )
        #expect(try builder.claim().outcome == .passed)
        builder.set(.entrustment, "410300-T1", "valid_to", "2026-03-11")
        #expect(try builder.claim().effects("ART13-AGENT") == [.reject, .reject])
    }

    @Test("a high-tech certificate that lapsed before the service was done is held; a new one lets it pass (Art. 14)")
    func lapsed() throws {
        var builder = CaseBuilder()
        builder.set(.regHte, "410300-H1", "valid_to", "2026-04-19")
        #expect(try builder.claim().against == ["ART14-HTE"])
        #expect(try builder.claim().outcome == .held)
        builder.add(
            .regHte,
            "410300-H2",
            ["uscc": CaseBuilder.party, "name": "洛阳试样轴承有限公司", "cert_no": "GR202641000001", "issued_on": "2026-04-20", "valid_to": "2029-04-19"]
        )
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("who moved away before the service was done is refused, who moved later is held (Art. 14)")
    func movedAway() throws {
        var builder = CaseBuilder()
        builder.published = try builder.adjudicated(at: CaseBuilder.late).decisions.filter { $0.kind != .initialReview }
        builder.set(.party, CaseBuilder.party, "reg_division", "410102")
        builder.set(.party, CaseBuilder.party, "reg_date", "2026-04-20")
        #expect(try builder.claim().effects("ART14-LOCAL") == [.reject])
        builder.set(.party, CaseBuilder.party, "reg_date", "2026-04-21")
        #expect(try builder.claim().effects("ART14-LOCAL") == [.hold])
    }

    @Test("of a mixed invoice the goods are taken out, and the rest counts (Art. 2, 15)")
    func excluded() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, invoice, "item_name", "*研发和技术服务*检测费;*仪器仪表*探头")
        #expect(try builder.claim().outcome == .held)
        builder.set(.invoice, invoice, "excluded_gross", "4000.00")
        let decision = try builder.claim()
        #expect(decision.outcome == .passed && decision.amount == Fen(180_000), "\(decision.told)")
    }

    @Test("the province's vouchers: exact is refused, alike or pending held, refused there or another year is free (Art. 16)")
    func provincial() throws {
        var builder = CaseBuilder()
        builder.add(
            .regProvincial,
            "410300-V1",
            ["uscc": CaseBuilder.party, "year": "2026", "project_name": "完全不同的储能课题", "contract_no": "ht-2026-c1", "status": "GRANTED"]
        )
        #expect(try builder.claim().outcome == .passed)
        builder.set(.regProvincial, "410300-V1", "contract_no", "HT-2026-C1")
        #expect(try builder.claim().effects("ART16-PROVINCE") == [.reject])
        builder.set(.regProvincial, "410300-V1", "status", "PENDING")
        #expect(try builder.claim().effects("ART16-PROVINCE") == [.hold])
        builder.set(.regProvincial, "410300-V1", "status", "REFUSED")
        #expect(try builder.claim().outcome == .passed)
        builder.set(.regProvincial, "410300-V1", "status", "GRANTED")
        builder.set(.regProvincial, "410300-V1", "year", "2025")
        #expect(try builder.claim().outcome == .passed)
        builder.set(.regProvincial, "410300-V1", "year", "2026")
        builder.set(.regProvincial, "410300-V1", "contract_no", nil)
        builder.set(.regProvincial, "410300-V1", "project_name", "高速精密轴承寿命试验的技术研究")
        #expect(try builder.claim().effects("ART16-PROVINCE") == [.hold])
        builder.set(.regProvincial, "410300-V1", "project_name", "完全不同的储能课题")
        builder.set(.regProvincial, "410300-V1", "provider_uscc", CaseBuilder.provider)
        builder.set(.regProvincial, "410300-V1", "amount", "9900.00")
        #expect(try builder.claim().effects("ART16-PROVINCE") == [.hold])
        builder.set(.regProvincial, "410300-V1", "amount", "9899.99")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("missing kinds of evidence are named; a replaced or withdrawn file does not count (Art. 18)")
    func sixKinds() throws {
        var builder = CaseBuilder()
        builder.remove(.evidence, "410305-E-C1-BANK_RECEIPT")
        builder.change(.evidence, "410305-E-C1-INVOICE") { $0.isWithdrawn = true }
        builder.set(.evidence, "410305-E-C1-CLAIM_FORM", "supersedes", "410305-E-C1-SERVICE_RESULT")
        let decision = try builder.claim()
        #expect(decision.outcome == .returned && decision.against == ["ART18-1-SIX"])
        #expect(decision.findings[0].reason == "缺少第十八条第一项规定的材料：银行到款凭证、发票、服务结果")
    }

    @Test(
        "void and red invoices do not count, unknown ones are held, none left is refused (Art. 18)",
        arguments: [
            ("OK", Decision.Outcome.passed), ("VOID", .rejected), ("RED", .rejected), ("NOT_FOUND", .held),
        ]
    )
    func checks(status: String, outcome: Decision.Outcome) throws {
        var builder = CaseBuilder()
        builder.add(.invoiceCheck, "410300-Y1", ["invoice_id": invoice, "status": status])
        let decision = try builder.claim()
        #expect(decision.outcome == outcome, "\(decision.told)")
    }

    @Test("bad credit of the provider bars the claim (Art. 20)")
    func credit() throws {
        var builder = CaseBuilder()
        builder.add(
            .regBadCredit,
            "410300-D1",
            ["uscc": CaseBuilder.provider, "kind": "失信", "from_date": "2026-05-01", "to_date": "2026-06-01", "source_doc": "文1"]
        )
        #expect(try builder.claim().against == ["ART20-CREDIT"])
        builder.set(.regBadCredit, "410300-D1", "to_date", "2026-05-31")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("a contested amount or result holds the claim until the dispute is closed (Art. 21)")
    func dispute() throws {
        var builder = CaseBuilder()
        builder.add(.dispute, "410305-Z1", ["contract_id": contract, "contested": "RESULT", "opened_on": "2026-05-01"])
        #expect(try builder.claim().against == ["ART21-DISPUTE"])
        builder.set(.dispute, "410305-Z1", "contested", "OTHER")
        #expect(try builder.claim().effects("ART21-DISPUTE") == [.info])
        builder.set(.dispute, "410305-Z1", "contested", "AMOUNT")
        builder.set(.dispute, "410305-Z1", "closed_on", "2026-05-20")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("a project claimed in another year is shown to an operator, who may release it (Art. 22)")
    func otherYear() throws {
        var builder = CaseBuilder()
        builder.otherYears = [EarlierClaim(claim: "410305-C0", year: 2025, project: "410305-P1", projectName: "旧名")]
        #expect(try builder.claim().against == ["ART22-CITYFUND"])
        builder.rule("RELEASE", on: .claim, "410305-C1")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test("a branch, or who was merged, is held instead of refused (Art. 24)")
    func branch() throws {
        var builder = CaseBuilder()
        builder.set(.invoice, invoice, "buyer_uscc", CaseBuilder.otherParty)
        builder.relate(CaseBuilder.party, CaseBuilder.otherParty, "BRANCH")
        #expect(try builder.claim().against == ["ART24-NOTRANSFER"])
        #expect(try builder.claim().outcome == .held)
    }

    @Test("a former name of the payer is noted (Art. 24)")
    func formerName() throws {
        var builder = CaseBuilder()
        builder.set(.party, CaseBuilder.party, "former_names", "洛阳旧名轴承厂")
        builder.set(.bankReceipt, receipt, "payer_name", "洛阳旧名轴承厂")
        let decision = try builder.claim()
        #expect(decision.outcome == .passed && decision.effects("ART24-NOTRANSFER") == [.warn])
    }

    @Test("begun before the voucher and done after it is allowed with a warning (Art. 24)")
    func begunBefore() throws {
        var builder = CaseBuilder()
        builder.set(.contract, contract, "service_start", "2026-03-01")
        builder.set(.contract, contract, "order_date", "2026-02-20")
        let decision = try builder.claim()
        #expect(decision.outcome == .passed && decision.effects("ART24-YEAR") == [.warn], "\(decision.told)")
    }

    @Test("the year ends at 24:00 of 31 December; later is held, unless a ruling or the programme gives grace (Art. 24)")
    func late() throws {
        var builder = CaseBuilder()
        builder.set(.claim, "410305-C1", "submitted_at", "2026-12-31T23:59:59+08:00")
        builder.change(.claim, "410305-C1") { $0.place = instant("2026-12-31T23:59:59+08:00") }
        #expect(try builder.claim().outcome == .passed)
        // Completed by a supplement in January: the place is later, the claim is not late.
        builder.change(.claim, "410305-C1") { $0.place = instant("2027-01-08T09:00:00+08:00") }
        #expect(try builder.claim().outcome == .passed)
        builder.set(.claim, "410305-C1", "submitted_at", "2027-01-01T00:00:00+08:00")
        builder.change(.claim, "410305-C1") { $0.place = instant("2027-01-01T00:00:00+08:00") }
        builder.set(.bankReceipt, receipt, "paid_on", "2027-01-01")
        #expect(try builder.claim().effects("ART24-YEAR") == [.hold, .hold])
        let noticed = try shippedProgramme(["claim_grace_until: {}": "claim_grace_until: { 2026: 2027-01-10 }"])
        let key = RecordKey(.claim, "410305-C1")
        #expect(try builder.adjudicated(programme: noticed).decision(.initialReview, key)?.outcome == .passed)
        var short = builder
        short.rule("GRACE", on: .claim, "410305-C1", until: "2026-12-31T23:59:59+08:00")
        #expect(try short.claim().outcome == .held)
        builder.rule("GRACE", on: .claim, "410305-C1", until: "2027-01-01T00:00:00+08:00")
        #expect(try builder.claim().outcome == .passed)
    }

    @Test(
        "a claim without its contract, provider, project or platform waits",
        arguments: [
            (RecordType.contract, "410305-HT-C1"), (.provider, CaseBuilder.provider), (.project, "410305-P1"), (.platform, CaseBuilder.platform),
        ]
    )
    func missing(type: RecordType, key: String) throws {
        var builder = CaseBuilder()
        builder.remove(type, key)
        let adjudication = try builder.adjudicated()
        let wait = try #require(adjudication.waits.first)
        #expect(wait.subject == RecordKey(.claim, "410305-C1") && wait.finding.reason.contains(key) && !wait.finding.fix.isEmpty)
        #expect(adjudication.decision(.initialReview, wait.subject) == nil)
        var withdrawn = CaseBuilder()
        withdrawn.change(type, key) { $0.isWithdrawn = true }
        #expect(try withdrawn.adjudicated().waits.first?.finding.reason.contains("已撤回") == true)
    }

    @Test("a claim without a voucher waits and says for which application's outcome")
    func noVoucher() throws {
        var builder = CaseBuilder()
        builder.set(.application, "410305-A1", "declaration_signed", "false")
        let wait = try #require(builder.adjudicated().waits.first)
        #expect(wait.finding.rule == "REF-MISSING" && wait.finding.reason.contains("410305-A1") && wait.finding.reason.contains("RETURNED"))
        builder.remove(.application, "410305-A1")
        #expect(try builder.adjudicated().waits.first?.finding.reason.contains("未见该需求方 2026 年度") == true)
    }

    @Test("a contested contract or amount holds the claim, and is never judged by the value in effect")
    func contested() throws {
        var builder = CaseBuilder()
        builder.set(.claim, "410305-C1", "claimed_fee", nil)
        builder.contest(.claim, "410305-C1", "amount")
        let amount = try builder.claim()
        #expect(amount.outcome == .held && Set(amount.against) == ["ART16-RATE", "ART16-PROVINCE"], "\(amount.told)")
        builder = CaseBuilder()
        builder.set(.claim, "410305-C1", "contract_id", nil)
        builder.contest(.claim, "410305-C1", "contract", id: "C-1")
        let link = try builder.claim()
        #expect(link.outcome == .held && link.findings.filter { $0.effect == .hold }.allSatisfy { $0.conflict == "C-1" }, "\(link.told)")
    }

    @Test("a withdrawn claim is as if it had not been made")
    func withdrawn() throws {
        var builder = CaseBuilder()
        builder.change(.claim, "410305-C1") { $0.isWithdrawn = true }
        let adjudication = try builder.adjudicated()
        #expect(adjudication.waits.isEmpty && adjudication.decisions.allSatisfy { $0.kind != .initialReview })
    }
}
