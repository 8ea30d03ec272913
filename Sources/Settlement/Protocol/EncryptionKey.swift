package import ContentAddressing
import Crypto

/// The client's X25519 key pair of a deal.
package struct EncryptionKey: Sendable {
    private let secret: Curve25519.KeyAgreement.PrivateKey

    /// The key pair of a secret of 32 bytes; nil when the library refuses it.
    package init?(secret bytes: Digest256) {
        guard let secret = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes.bytes) else { return nil }
        self.secret = secret
    }

    /// The public key.
    package var publicKey: Digest256 {
        Digest256(exactly: secret.publicKey.rawRepresentation) ?? .zero
    }

    /// Decrypts; nil when the ciphertext is not for this key and place.
    package func open(_ ciphertext: Ciphertext, context: SealingContext) -> SealedResult? {
        HPKEBase.open(ciphertext, with: secret, info: context.info).flatMap { SealedResult(bytes: $0) }
    }

    /// The points of small order, with the top bit cleared: a secret shared with one of them would be known.
    private static let smallOrder: [Digest256] = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ].compactMap { Digest256(hex: $0) }

    /// Whether a public key is not one of the points of small order.
    package static func isUsable(_ key: Digest256) -> Bool {
        let isHigh = key.withUnsafeBytes { $0[31] & 0x80 != 0 }
        guard isHigh else { return !smallOrder.contains(key) }
        var bytes = key.bytes
        bytes[31] &= 0x7F
        guard let cleared = Digest256(exactly: bytes) else { return false }
        return !smallOrder.contains(cleared)
    }
}
