package import ContentAddressing
import Crypto

/// A message with the word of the account that sends it.
package struct Envelope: Hashable, Sendable {
    /// The Ed25519 key that the account is named after.
    package var publicKey: Digest256
    package var nonce: UInt64
    /// The last second at which the ledger takes it.
    package var expiry: UInt64
    package var type: UInt8
    package var body: [UInt8]
    package var signature: [UInt8]

    /// The account that sends it.
    package var account: AccountID { ProtocolHash.account(publicKey: publicKey) }

    /// Signs a message for one ledger; nil when the library refuses the key.
    package init?(_ message: Message, nonce: UInt64, expiry: UInt64, ledger: Digest256, key: SigningKey) {
        publicKey = key.publicKey
        self.nonce = nonce
        self.expiry = expiry
        type = message.type
        body = message.body
        signature = []
        guard let signature = key.sign(signedBytes(ledger: ledger)) else { return nil }
        self.signature = signature
    }

    /// What is signed.
    package func signedBytes(ledger: Digest256) -> [UInt8] {
        var bytes = Array("bac/msg/v1".utf8)
        ledger.append(to: &bytes)
        bytes.append(type)
        account.digest.append(to: &bytes)
        withUnsafeBytes(of: nonce.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: expiry.bigEndian) { bytes.append(contentsOf: $0) }
        SHA256Hasher.digest(of: body).append(to: &bytes)
        return bytes
    }

    /// Whether the account has signed it for this ledger.
    package func isSigned(ledger: Digest256) -> Bool {
        SigningKey.isValid(signature, of: signedBytes(ledger: ledger), by: publicKey)
    }

    /// The message; throws when the bytes are none.
    package func message() throws(SettlementError) -> Message { try Message(type: type, body: body) }

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads the canonical bytes, strictly; the signature is not checked.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        guard bytes.count <= 2 * Message.bodyBytesMax else { throw SettlementError(.limit, "an envelope is too long") }
        var reader = CBORReader(bytes)
        try self.init(from: &reader)
        try reader.end()
    }

    func write(to writer: inout CBORWriter) {
        writer.array(6)
        writer.write(publicKey)
        writer.write(nonce)
        writer.write(expiry)
        writer.write(UInt64(type))
        writer.write(body)
        writer.write(signature)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(6)
        publicKey = try reader.readDigest()
        nonce = try reader.readUInt64()
        expiry = try reader.readUInt64()
        type = UInt8(try reader.readIndex(below: 256))
        body = try reader.readBytes(limit: Message.bodyBytesMax)
        signature = try reader.readBytes(limit: SigningKey.signatureByteCount)
    }
}
