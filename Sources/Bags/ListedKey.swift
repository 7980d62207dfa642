public import Programme

/// A key of allowed_signers that may sign as an office, with the times between which it may.
public struct ListedKey: Sendable, Equatable {
    public let key: SSHPublicKey
    public let validAfter: Instant?
    public let validBefore: Instant?

    /// Whether a batch exported at that instant may be signed with it.
    public func isValid(at instant: Instant) -> Bool {
        if let validAfter, instant < validAfter { return false }
        if let validBefore, instant > validBefore { return false }
        return true
    }
}

extension AllowedSigners {
    /// The keys that may sign as an office in a namespace, in the order of the file.
    public func keys(of office: OfficeCode, namespace: String) -> [ListedKey] {
        signers.filter { $0.principals.matches(office.description) && $0.options.namespaces?.matches(namespace) ?? true }.map {
            ListedKey(key: $0.key, validAfter: $0.options.validAfter, validBefore: $0.options.validBefore)
        }
    }
}
