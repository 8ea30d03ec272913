import ContentAddressing
import Crypto

/// HPKE (RFC 9180) in base mode, one message, with X25519, HKDF-SHA256 and ChaCha20-Poly1305.
///
/// It is ours because the ephemeral key is derived instead of random: the ciphertext can then be computed again.
/// Tests hold it against the library's own recipient.
enum HPKEBase {
    private static let kemSuite: [UInt8] = Array("KEM".utf8) + [0x00, 0x20]
    private static let hpkeSuite: [UInt8] = Array("HPKE".utf8) + [0x00, 0x20, 0x00, 0x01, 0x00, 0x03]

    /// Seals 80 bytes to a key; nil when the key is of small order.
    static func seal(
        _ plaintext: [UInt8],
        to recipient: Digest256,
        info: [UInt8],
        ephemeralMaterial: Digest256
    ) -> Ciphertext? {
        let secretBytes = deriveSecretKey(ephemeralMaterial.bytes)
        guard EncryptionKey.isUsable(recipient),
            let secret = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secretBytes),
            let target = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient.bytes),
            let agreed = try? secret.sharedSecretFromKeyAgreement(with: target)
        else { return nil }
        let enc = [UInt8](secret.publicKey.rawRepresentation)
        let shared = sharedSecret(agreed.withUnsafeBytes { Array($0) }, enc: enc, recipient: recipient.bytes)
        let (key, nonceBytes) = keySchedule(shared: shared, info: info)
        guard let nonce = try? ChaChaPoly.Nonce(data: nonceBytes),
            let box = try? ChaChaPoly.seal(plaintext, using: SymmetricKey(data: key), nonce: nonce)
        else { return nil }
        return Ciphertext(bytes: enc + [UInt8](box.ciphertext) + [UInt8](box.tag))
    }

    /// Opens what was sealed to a secret key; nil when it was not, or to another place.
    static func open(
        _ ciphertext: Ciphertext,
        with secret: Curve25519.KeyAgreement.PrivateKey,
        info: [UInt8]
    ) -> [UInt8]? {
        let enc = ciphertext.enc.bytes
        let body = Array(ciphertext.bytes[enc.count...])
        guard EncryptionKey.isUsable(ciphertext.enc),
            let sender = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: enc),
            let agreed = try? secret.sharedSecretFromKeyAgreement(with: sender)
        else { return nil }
        let recipient = [UInt8](secret.publicKey.rawRepresentation)
        let shared = sharedSecret(agreed.withUnsafeBytes { Array($0) }, enc: enc, recipient: recipient)
        let (key, nonceBytes) = keySchedule(shared: shared, info: info)
        guard let nonce = try? ChaChaPoly.Nonce(data: nonceBytes),
            let box = try? ChaChaPoly.SealedBox(
                nonce: nonce,
                ciphertext: body[..<SealedResult.byteCount],
                tag: body[SealedResult.byteCount...]
            ),
            let plaintext = try? ChaChaPoly.open(box, using: SymmetricKey(data: key))
        else { return nil }
        return [UInt8](plaintext)
    }

    private static func sharedSecret(_ agreed: [UInt8], enc: [UInt8], recipient: [UInt8]) -> [UInt8] {
        let key = extract(salt: [], "eae_prk", agreed, suite: kemSuite)
        return expand(key, "shared_secret", enc + recipient, count: 32, suite: kemSuite)
    }

    /// DeriveKeyPair of RFC 9180, section 7.1.3.
    static func deriveSecretKey(_ material: [UInt8]) -> [UInt8] {
        expand(extract(salt: [], "dkp_prk", material, suite: kemSuite), "sk", [], count: 32, suite: kemSuite)
    }

    private static func keySchedule(shared: [UInt8], info: [UInt8]) -> (key: [UInt8], nonce: [UInt8]) {
        let context =
            [0] + extract(salt: [], "psk_id_hash", [], suite: hpkeSuite)
            + extract(salt: [], "info_hash", info, suite: hpkeSuite)
        let secret = extract(salt: shared, "secret", [], suite: hpkeSuite)
        return (
            expand(secret, "key", context, count: 32, suite: hpkeSuite),
            expand(secret, "base_nonce", context, count: 12, suite: hpkeSuite)
        )
    }

    private static func extract(salt: [UInt8], _ label: String, _ input: [UInt8], suite: [UInt8]) -> [UInt8] {
        mac(key: salt, Array("HPKE-v1".utf8) + suite + Array(label.utf8) + input)
    }

    /// One block of HKDF is enough: nothing here is longer than 32 bytes.
    private static func expand(
        _ key: [UInt8],
        _ label: String,
        _ info: [UInt8],
        count: Int,
        suite: [UInt8]
    ) -> [UInt8] {
        let labelled = [0, UInt8(count)] + Array("HPKE-v1".utf8) + suite + Array(label.utf8) + info
        return Array(mac(key: key, labelled + [1]).prefix(count))
    }

    private static func mac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
