package import ContentAddressing

/// What opens the commitment of a slot.
package struct Opening: Hashable, Sendable {
    package var receipt: Digest256
    package var fuel: UInt64
    /// Page-fuel: one page of 64 KiB held for one unit of fuel counts one.
    package var pages: UInt64
    /// The digest of the encrypted output archive.
    package var blob: Digest256
    /// Known to the node alone until it opens.
    package var rho: Digest256

    package init(receipt: Digest256, fuel: UInt64, pages: UInt64, blob: Digest256, rho: Digest256) {
        self.receipt = receipt
        self.fuel = fuel
        self.pages = pages
        self.blob = blob
        self.rho = rho
    }

    /// The digest that this opening stands for.
    package func digest(job: JobKey) -> Digest256 {
        ProtocolHash.digest(job: job, receipt: receipt, fuel: fuel, pages: pages)
    }

    /// What the client reads when it decrypts the ciphertext.
    package func sealed(job: JobKey) -> SealedResult {
        SealedResult(digest: digest(job: job), fuel: fuel, pages: pages, blob: blob)
    }
}
