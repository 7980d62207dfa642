import Records
import Rules
import Store

/// A store's state, and what stands in it as a barrier: order may change nothing between two of these.
struct Standing {
    let text: String
    /// How many decisions are FINAL, and how often a round was cut off or ranked.
    let barriers: Int

    init(_ store: CentralStore) throws {
        text = try StandingText.of(store)
        let rounds = try store.read { transaction in try transaction.allMerged(.round).compactMap { try transaction.cutOffRound($0.key.key) } }
        barriers = StandingText.finals(in: text) + rounds.reduce(rounds.count) { $0 + $1.rankings }
    }
}
