/// A state machine as a table: which event leads from which states to which.
///
/// What the records and decisions say gives the state; an event that the state does not allow is refused by name, and never passed over.
public struct StateMachine<State: RawRepresentable<String> & Hashable & Sendable, Event: RawRepresentable<String> & Hashable & Sendable>: Sendable {
    public struct Transition: Sendable {
        public let from: Set<State>
        public let event: Event
        public let to: State
        /// The rule under which it happens.
        public let rule: String

        init(_ from: Set<State>, _ event: Event, _ to: State, _ rule: String) {
            self.from = from
            self.event = event
            self.to = to
            self.rule = rule
        }
    }

    public let transitions: [Transition]

    /// The state after an event, or `nil` where the state does not allow it.
    public func after(_ event: Event, in state: State) -> State? {
        transitions.first { $0.event == event && $0.from.contains(state) }?.to
    }

    /// The states from which an event leads on.
    public func states(allowing event: Event) -> Set<State> {
        transitions.filter { $0.event == event }.reduce(into: []) { $0.formUnion($1.from) }
    }

    /// The states to which an event leads.
    public func states(after event: Event) -> Set<State> { Set(transitions.filter { $0.event == event }.map(\.to)) }

    /// The rule that an event falls under.
    public func rule(of event: Event) -> String { transitions.first { $0.event == event }?.rule ?? "" }

    /// Whether a state can be reached from another, or is it.
    public func isReachable(_ end: State, from start: State) -> Bool {
        var seen: Set<State> = [start]
        var open = [start]
        while let state = open.popLast() {
            for transition in transitions where transition.from.contains(state) && seen.insert(transition.to).inserted { open.append(transition.to) }
        }
        return seen.contains(end)
    }
}
