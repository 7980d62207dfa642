import Programme
import Records

// 第七章 监督管理: Art. 22.

extension Rule {
    /// Art. 22: the project has no other support from the city's science-and-technology funds, in any year.
    ///
    /// The same name: REJECT. A name alike (变相重复), or one that the project had before it was renamed: HELD. “文件另有规定除外”: with the number of a document that says so, the match is noted
    /// and the application or claim goes on. Vouchers of other years for the same project are the same money, but may be for new
    /// services: HELD, for an operator to see.
    static let cityFund = Rule(
        "ART22-CITYFUND",
        [Article(22)],
        "同一项目未获市级财政科技资金支持",
        [.application, .claim, .payment],
        effects: [.reject, .hold, .info],
        english: "the project has no other money of the city's science funds, of any year",
        construction: "不限年度；名称相同的驳回，相近的（变相重复）转人工；有例外文件号的放行；同一项目以往年度已用过券的转人工确认为新的服务。",
        registers: [.regCityProject],
        reads: [
            Reading(.application, "project"), Reading(.application, "declaration"), Reading(.project, "project"),
            Reading(.claim, "contract"), Reading(.claim, "declaration"), Reading(.contract, "contract"),
        ],
        application: { facts in
            fundGrounds(facts.registers, facts.project, exception: facts.application.exception, facts.terms.likeness)
        },
        claim: { facts in
            var grounds = fundGrounds(facts.registers, facts.project, exception: facts.claim.exception, facts.terms.likeness)
            if facts.claim.declaresNotCityFunded == false, facts.claim.exception == nil {
                grounds.append(
                    .hold(
                        ["not_city_funded_declared": false],
                        "需求方未声明该项目未获市级财政科技资金支持，转人工",
                        fix: "未获支持的补作声明；文件另有规定的填写例外文件号",
                        column: "not_city_funded_declared"
                    )
                )
            }
            return grounds + otherYears(facts)
        }
    )

    private static func fundGrounds(
        _ registers: Registers,
        _ project: Project?,
        exception: String?,
        _ terms: ProgrammeVersion.Likeness
    ) -> [Ground] {
        guard let project, let name = project.name else { return [] }
        return registers.cityProjects.compactMap { row in
            guard let funded = row.text("project_name") else { return nil }
            let isSame = isSameName(funded, name)
            guard isSame || NameLikeness.areAlike(funded, name, percent: terms.nameSimilarityPercent) else {
                return renamed(project, from: funded, row, exception: exception, terms)
            }
            let values: Values = [
                "project_name": name, "register": row.text("project_no"), "register_name": funded, "year": row.whole("year"),
                "similarity": NameLikeness.percent(funded, name), "exception_doc_no": exception,
            ]
            let number = row.text("project_no") ?? row.key.key
            if let exception {
                return .info(values, "项目“\(name)”与市级立项 \(number) 相同或相近，按例外文件 \(exception) 办理")
            }
            if isSame {
                return .reject(values, "项目“\(name)”已获市级财政科技资金支持（立项 \(number)）", fix: "文件另有规定的，填写例外文件号；登记有误的，请中心更正")
            }
            return .hold(
                values,
                "项目“\(name)”与市级立项 \(number)“\(funded)”名称相近，疑变相重复申报，转人工",
                fix: "说明两者的区别由中心裁定，或填写例外文件号"
            )
        }
    }

    /// A project that once had the funded one's name, or one like it.
    private static func renamed(
        _ project: Project,
        from funded: String,
        _ row: CaseRecord,
        exception: String?,
        _ terms: ProgrammeVersion.Likeness
    ) -> Ground? {
        let former = project.formerNames.first { name in
            isSameName(funded, name) || NameLikeness.areAlike(funded, name, percent: terms.nameSimilarityPercent)
        }
        guard let former else { return nil }
        let number = row.text("project_no") ?? row.key.key
        let values: Values = [
            "project_name": project.name, "former_name": former, "register": row.text("project_no"), "register_name": funded,
            "year": row.whole("year"), "exception_doc_no": exception,
        ]
        if let exception { return .info(values, "项目原名“\(former)”与市级立项 \(number) 相同或相近，按例外文件 \(exception) 办理") }
        return .hold(
            values,
            "项目原报名称“\(former)”与市级立项 \(number)“\(funded)”相同或相近，后改为“\(project.name ?? "")”，疑变相重复申报，转人工",
            fix: "说明改名的理由和两者的区别由中心裁定，或填写例外文件号"
        )
    }

    private static func otherYears(_ facts: ClaimFacts) -> [Ground] {
        guard let project = facts.project, facts.claim.exception == nil else { return [] }
        return facts.otherYears.filter { $0.project == project.id || isSameName($0.projectName, project.name) }.map { earlier in
            .hold(
                ["project": project.id, "other_claim": earlier.claim, "other_year": earlier.year],
                "同一项目在 \(earlier.year) 年度已有兑付申请 \(earlier.claim)，须人工确认本次为新的服务",
                fix: "说明本次服务与以往不同，由中心裁定放行"
            )
        }
    }
}
