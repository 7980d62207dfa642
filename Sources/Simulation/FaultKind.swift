/// What may go wrong in a simulated season.
public enum FaultKind: String, Sendable, CaseIterable {
    /// A message arrives hours or days late.
    case delay
    /// A message arrives twice.
    case double
    /// Messages overtake one another.
    case reorder
    /// A prefix of a file lies there for a while before the whole does.
    case cut
    /// A message is lost, and sent again later.
    case drop
    /// A batch is lost for good with all its copies; the centre waives it.
    case mislay
    /// An office's disk is restored from a backup: it writes another batch under a known number, and goes on in a new epoch.
    case restore
    /// The centre or an office dies at one of its file operations, and is started again.
    case crash
    /// File operations fail for want of room (ENOSPC) for a while.
    case full
    /// A single file operation fails (EIO).
    case error
    /// Reading a batch or bundle fails (EIO), or brings less than was asked for.
    case misread

    /// Reads `all`, `none`, or names with commas between them.
    ///
    /// - Returns: `nil` where a name is none of these.
    public static func list(_ text: String) -> Set<FaultKind>? {
        if text == "all" { return Set(allCases) }
        if text == "none" { return [] }
        var kinds: Set<FaultKind> = []
        for name in text.split(separator: ",") {
            guard let kind = FaultKind(rawValue: String(name)) else { return nil }
            kinds.insert(kind)
        }
        return kinds
    }

    /// The same kinds as the command takes them.
    static func text(_ kinds: Set<FaultKind>) -> String {
        if kinds.count == allCases.count { return "all" }
        return kinds.isEmpty ? "none" : allCases.filter { kinds.contains($0) }.map(\.rawValue).joined(separator: ",")
    }
}
