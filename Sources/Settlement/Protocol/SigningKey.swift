package import ContentAddressing
import Crypto

/// The Ed25519 key of an account.
package struct SigningKey: Sendable {
    package static let signatureByteCount = 64

    private let secret: Curve25519.Signing.PrivateKey

    /// The key of a seed of 32 bytes; nil when the library refuses it.
    package init?(seed: Digest256) {
        guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes) else { return nil }
        self.secret = secret
    }

    /// The public key.
    package var publicKey: Digest256 { Digest256(exactly: secret.publicKey.rawRepresentation) ?? .zero }

    /// The account that is named after the key.
    package var account: AccountID { ProtocolHash.account(publicKey: publicKey) }

    /// The signature of bytes; nil when the library refuses.
    package func sign(_ bytes: [UInt8]) -> [UInt8]? { (try? secret.signature(for: bytes)).map { [UInt8]($0) } }

    /// Whether a signature of bytes is that of a key.
    package static func isValid(_ signature: [UInt8], of bytes: [UInt8], by publicKey: Digest256) -> Bool {
        guard signature.count == signatureByteCount,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey.bytes)
        else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
