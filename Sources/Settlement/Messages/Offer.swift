import ContentAddressing

/// A node's word that it will run a job for a price.
///
/// The machine trusts its fields: whoever drives it has checked the signature.
package struct Offer: Hashable, Sendable {
    package var node: AccountID
    /// The job; nil when the node takes any job of its class.
    package var jobKey: JobKey?
    /// Of the whole job, or per 10⁹ fuel.
    package var price: Int64
    /// The last second at which it can be taken.
    package var expiry: Int64

    package init(node: AccountID, jobKey: JobKey?, price: Int64, expiry: Int64) {
        self.node = node
        self.jobKey = jobKey
        self.price = price
        self.expiry = expiry
    }

    /// What the node signs.
    func signedBytes(ledger: Digest256) -> [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return Array("bac/offer/v1".utf8) + ledger.bytes + writer.bytes
    }
}
