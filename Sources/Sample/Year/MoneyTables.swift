import Programme
import Records

/// `rounds.csv` and `balances.csv`: the money of a world that is played in phases.
enum MoneyTables {
    static func rounds(_ rounds: [SampleRound]) -> [UInt8] {
        table(["round", "available", "demand", "granted"], rounds.map { [$0.id, $0.available.yuan, $0.demand.yuan, $0.granted.yuan] })
    }

    static func balances(_ balances: [SampleBalance]) -> [UInt8] {
        table(
            ["voucher", "face", "reserved", "approved", "paid", "voided", "free"],
            balances.map { [$0.voucher, $0.face.yuan, $0.reserved.yuan, $0.approved.yuan, $0.paid.yuan, $0.voided.yuan, $0.free.yuan] }
        )
    }

    private static func table(_ columns: [String], _ rows: [[String]]) -> [UInt8] {
        var writer = CSVWriter(columns: columns)
        for row in rows {
            for cell in row { writer.append(plain: cell) }
            writer.endRow()
        }
        return writer.takeBytes()
    }
}
