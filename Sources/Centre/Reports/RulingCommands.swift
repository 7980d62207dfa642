/// Commands by which the centre ends a wait, ready to paste into a shell.
struct RulingCommands {
    /// The data root, from the root of the file system.
    let root: String

    func rule(_ subject: String, _ verdict: String, rule: String? = nil, _ reason: String) -> String {
        let about = rule.map { " --rule \(Shell.quoted($0))" } ?? ""
        return "voucherd rule \(Shell.quoted(subject)) \(verdict) --root \(Shell.quoted(root))\(about) --reason \(Shell.quoted(reason))"
    }

    func show(_ id: String) -> String { "voucherd show \(Shell.quoted(id)) --root \(Shell.quoted(root))" }
}
