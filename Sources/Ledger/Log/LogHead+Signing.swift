package import ContentAddressing
package import Core
package import Settlement

extension LogHead {
    /// Signs the log up to an entry; nil when the library refuses the key.
    package init?(_ entry: LedgerEntry, time: Int64, ledger: Digest256, key: SigningKey) {
        self.init(sequence: entry.sequence, time: time, hash: entry.hash, signature: [])
        guard let signature = key.sign(signedBytes(ledger: ledger)) else { return nil }
        self.signature = signature
    }

    /// What is signed.
    package func signedBytes(ledger: Digest256) -> [UInt8] {
        var bytes = Array("bac/head/v1".utf8)
        ledger.append(to: &bytes)
        withUnsafeBytes(of: sequence.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: time.bigEndian) { bytes.append(contentsOf: $0) }
        hash.append(to: &bytes)
        return bytes
    }

    /// Whether the operator has signed it for this ledger.
    package func isSigned(ledger: Digest256, by operatorKey: Digest256) -> Bool {
        SigningKey.isValid(signature, of: signedBytes(ledger: ledger), by: operatorKey)
    }
}
