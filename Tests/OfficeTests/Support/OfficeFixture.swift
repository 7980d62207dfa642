import Bags
import Programme
import Records
import TestSupport

@testable import Office

/// An office's folder with one sound party, one project and a piece of evidence, and its key.
struct OfficeFixture {
    static let office = OfficeCode("410305")!
    static let moment = Instant("2026-03-02T09:30:00+08:00")!
    static let uscc = "9141030" + "0MA4000001" + String(USCC.checkCharacter(for: "91410300MA4000001")!)

    let folder: TemporaryFolder
    let key = SSHPrivateKey(generatingWithComment: "410305")

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("project.csv", OfficeFixture.projects(1))
        try folder.write("evidence.csv", "id,claim_id,kind,file\n410305-E1,410305-C1,INVOICE,data/evidence/发票 1.pdf\n")
        try folder.write("evidence/发票 1.pdf", "pdf")
    }

    /// A table of that many projects.
    static func projects(_ count: Int) -> String {
        "id,party_uscc,project_name,summary\n" + (1...count).map { "410305-P\($0),\(uscc),项目 \($0),内容\n" }.joined()
    }

    var packing: Packing { Packing(folder: folder.path) }

    func request(_ change: (inout PackRequest) -> Void = { _ in }) -> PackRequest {
        var request = PackRequest(exportedAt: OfficeFixture.moment)
        request.office = OfficeFixture.office
        change(&request)
        return request
    }

    @discardableResult
    func pack(_ change: (inout PackRequest) -> Void = { _ in }) throws -> PackReport {
        try packing.pack(request(change), key: key)
    }
}

/// A bundle as the centre would write it.
struct BundleFixture {
    static let receipts = """
        epoch,sequence,digest,file,outcome,exported_at,received_at,rows,accepted,merged,unchanged,held,conflict,parked,returned,rejected,waits_for,reason_zh
        1,1,aa,410305-B-000001.zip,APPLIED,2026-03-02T09:30:00+08:00,2026-03-02T10:00:00+08:00,3,1,0,0,0,0,0,1,1,,

        """
    static let rows = """
        epoch,sequence,file,line,type,key,outcome,version,finding,effect,rule,article,values,reason_zh,fix_zh,conflict_id,ticket
        1,1,data/records/claim.csv,2,claim,410305-C1,RETURNED,1,1,RETURN,ART18-1-SIX,第十八条,kinds=INVOICE,缺少发票,补交发票,,T-1
        1,1,data/records/claim.csv,2,claim,410305-C1,RETURNED,1,2,WARN,ART24-YEAR,第二十四条,,'=提醒,,,
        1,1,data/records/claim.csv,3,claim,410305-C2,ACCEPTED,1,,,,,,,,,

        """
    static let decisions = """
        id,subject_type,subject_key,party_uscc,voucher_year,kind,outcome,amount,rule,article,values,reason_zh,fix_zh,state,place,decided_at,supersedes,programme
        D-1,claim,410305-C1,,2026,INITIAL_REVIEW,RETURNED,,ART18-1-SIX,第十八条,,缺少发票,补交发票,TENTATIVE,,,,

        """

    var sequence = 1
    var previous: Digest?
    var office = OfficeFixture.office
    var payload: [(path: String, text: String)] = [
        ("data/index.html", "<!doctype html>"), ("data/receipts/batches.csv", receipts), ("data/receipts/records.csv", rows),
        ("data/decisions.csv", decisions), ("data/letters/410305-C1.html", "<p>兑付确认书"),
    ]

    /// Writes the zip and gives the digest of its tag manifest.
    @discardableResult
    func write(to path: String, key: SSHPrivateKey, namespace: String = BundleHeader.namespace) throws -> Digest {
        let header = BundleHeader(
            office: office,
            sequence: sequence,
            previous: previous,
            createdAt: OfficeFixture.moment,
            programme: "luoyang-draft",
            programmeDigest: Digest(of: [])
        )
        let writer = try BagWriter(path: path, folder: "bundle")
        for (path, text) in payload { try writer.add(path, bytes: Array(text.utf8)) }
        return try writer.finish(fields: header.fields, baggingDate: OfficeFixture.moment.day, key: key, namespace: namespace).tagManifestDigest
    }
}
