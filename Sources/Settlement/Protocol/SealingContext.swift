package import ContentAddressing

/// What a ciphertext is bound to.
package struct SealingContext: Hashable, Sendable {
    package var place: SlotPlace
    package var commitment: Digest256

    package init(place: SlotPlace, commitment: Digest256) {
        self.place = place
        self.commitment = commitment
    }

    /// The `info` of HPKE.
    package var info: [UInt8] {
        var bytes = Array("bac/hpke/v1".utf8)
        place.deal.digest.append(to: &bytes)
        withUnsafeBytes(of: place.slot.bigEndian) { bytes.append(contentsOf: $0) }
        place.node.digest.append(to: &bytes)
        commitment.append(to: &bytes)
        return bytes
    }
}
