import Records
import Rules
import Store

/// Finds who shares the cap of a party-year because the register of relations calls them merged (Art. 16).
struct MergedHolders {
    let transaction: Transaction

    /// Everybody who is merged with the party by the end of the year.
    func persons(with found: CaseKey) throws -> Set<String> {
        try MergedPersons.others(than: found.party, in: found.year) { person in
            try ["a", "b"].flatMap { try transaction.records(.regRelation, where: $0, is: person) }
        }
    }

    /// Those of them who have a live application or claim of the year too.
    func others(than found: CaseKey) throws -> Set<String> {
        try persons(with: found).filter { person in
            try [RecordType.application, .claim].contains { type in
                try transaction.records(type, where: "party_uscc", is: person).contains { record in
                    !record.isWithdrawn && record["voucher_year"]?.integer == Int64(found.year)
                }
            }
        }
    }
}
