public import Programme

extension AllowedSigners {
    /// Verifies that an office signed a bag's tag manifest, with a key that was its own and valid at the time.
    ///
    /// - Parameters:
    ///   - signature: the bytes of tagmanifest-sha256.txt.sig, if there are any.
    ///   - message: the exact bytes of tagmanifest-sha256.txt.
    ///   - namespace: ``BatchHeader/namespace`` or ``BundleHeader/namespace``.
    ///   - office: the office that the bag names.
    ///   - moment: Batch-Exported-At or Bundle-Created-At; both bounds of a key's time are inclusive, as in OpenSSH.
    ///   - revoked: keys refused always.
    /// - Returns: the key that signed.
    /// - Throws: ``BagRefusal`` with a `SIGN-…` code: `SIGN-OFFICE` where the signature is good, but by another office's key.
    public func verify(
        _ signature: [UInt8]?,
        over message: [UInt8],
        namespace: String,
        office: OfficeCode,
        at moment: Instant,
        revoked: RevokedKeys
    ) throws(BagRefusal) -> SSHPublicKey {
        guard let signature else {
            throw refusal(.signMissing, "the bag is not signed", "数据包没有签名")
        }
        let parsed = try SSHSignature(armored: signature)
        let key = parsed.publicKey
        guard parsed.namespace == namespace else {
            throw refusal(
                .signNamespace,
                "the signature is for '\(parsed.namespace.excerpt)', not '\(namespace)'",
                "签名用途为“\(parsed.namespace.excerpt)”，应为“\(namespace)”"
            )
        }
        guard !revoked.contains(key) else {
            throw refusal(.signRevoked, "the key \(key.fingerprint) is revoked", "密钥 \(key.fingerprint) 已被吊销")
        }
        let lines = signers.filter { $0.key == key }
        guard !lines.isEmpty else {
            throw refusal(.signKeyUnknown, "the key \(key.fingerprint) is not in allowed_signers", "密钥 \(key.fingerprint) 未登记")
        }
        guard parsed.isValid(over: message) else {
            throw refusal(.signBad, "the signature does not fit the tag manifest", "签名与 tagmanifest-sha256.txt 的内容不符")
        }
        let own = lines.filter { $0.principals.matches(office.description) }
        guard !own.isEmpty else {
            throw refusal(.signOffice, "the key \(key.fingerprint) is not one of \(office)", "密钥 \(key.fingerprint) 不是 \(office) 的密钥")
        }
        try check(own, namespace, moment, key)
        return key
    }

    /// One line that allows both namespace and moment is enough; else the first line's objection is told.
    private func check(_ lines: [Signer], _ namespace: String, _ moment: Instant, _ key: SSHPublicKey) throws(BagRefusal) {
        var first: BagRefusal?
        for line in lines {
            guard let objection = objection(of: line.options, namespace, moment, key) else { return }
            first = first ?? objection
        }
        if let first { throw first }
    }

    private func objection(of options: AllowedSignerOptions, _ namespace: String, _ moment: Instant, _ key: SSHPublicKey) -> BagRefusal? {
        if let namespaces = options.namespaces, !namespaces.matches(namespace) {
            return refusal(.signNamespace, "the key \(key.fingerprint) may not sign for '\(namespace)'", "密钥 \(key.fingerprint) 不得用于“\(namespace)”签名")
        }
        if let validAfter = options.validAfter, moment < validAfter {
            return refusal(
                .signNotYet,
                "the key \(key.fingerprint) is valid from \(validAfter), the bag is of \(moment)",
                "密钥 \(key.fingerprint) 自 \(validAfter) 起有效，数据包时间为 \(moment)"
            )
        }
        if let validBefore = options.validBefore, moment > validBefore {
            return refusal(
                .signExpired,
                "the key \(key.fingerprint) is valid until \(validBefore), the bag is of \(moment)",
                "密钥 \(key.fingerprint) 有效期至 \(validBefore)，数据包时间为 \(moment)"
            )
        }
        return nil
    }

    private func refusal(_ code: BagRefusalCode, _ english: String, _ chinese: String) -> BagRefusal {
        BagRefusal(code, file: Manifest.signatureName, english, chinese)
    }
}
