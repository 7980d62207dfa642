extension Collection {
    /// The elements in their order, in parts of so many.
    func parts(of count: Int) -> [[Element]] {
        var parts: [[Element]] = []
        for (index, element) in enumerated() {
            if index % count == 0 { parts.append([]) }
            parts[parts.count - 1].append(element)
        }
        return parts
    }
}
