/// Some answers: those that were asked for last, and never more than twice the most.
struct Kept<Key: Hashable, Value> {
    private let most: Int
    private var recent: [Key: Value] = [:]
    /// What was recent before that.
    private var earlier: [Key: Value] = [:]

    init(most: Int = 4_000) {
        self.most = most
    }

    var isEmpty: Bool { recent.isEmpty && earlier.isEmpty }

    subscript(_ key: Key) -> Value? {
        get { recent[key] ?? earlier[key] }
        set {
            if recent.count >= most {
                earlier = recent
                recent = [:]
            }
            recent[key] = newValue
            if newValue == nil { earlier[key] = nil }
        }
    }

    mutating func forgetAll() {
        recent.removeAll()
        earlier.removeAll()
    }

    mutating func value(_ key: Key, _ ask: () throws -> Value) rethrows -> Value {
        if let known = self[key] { return known }
        let value = try ask()
        self[key] = value
        return value
    }
}
