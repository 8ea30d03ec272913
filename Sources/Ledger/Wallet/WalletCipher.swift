import ContentAddressing
import Core
import Crypto
import CryptoExtras
import Settlement

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A seed behind a passphrase: scrypt makes a key of it, ChaCha20-Poly1305 seals.
///
/// The parameters are part of what is authenticated, so that nobody can make guessing cheaper unnoticed.
package struct WalletCipher: Hashable, Sendable {
    private var rounds: Int64
    private var blockSize: Int64
    private var parallelism: Int64
    private var salt: [UInt8]
    private var nonce: [UInt8]
    private var sealed: [UInt8]

    private static let saltBytes = 32
    private static let nonceBytes = 12
    private static let tagBytes = 16
    private static let sealedBytes = Digest256.byteCount + tagBytes
    /// 2¹⁵ rounds over blocks of 1 KiB: 32 MiB of memory for each guess.
    private static let roundsUsual: Int64 = 1 << 15
    /// What a file may ask for: not so little that guessing is cheap, not more than the library gives memory for.
    private static let roundsKnown: Set<Int64> = [1 << 15, 1 << 16]

    init(sealing seed: Digest256, of publicKey: Digest256, passphrase: [UInt8]) throws(CoreError) {
        rounds = Self.roundsUsual
        blockSize = 8
        parallelism = 1
        salt = Digest256.random().bytes
        nonce = Array(Digest256.random().bytes.prefix(Self.nonceBytes))
        sealed = []
        let key = try key(passphrase)
        do {
            let box = try ChaChaPoly.seal(
                seed.bytes,
                using: key,
                nonce: try ChaChaPoly.Nonce(data: nonce),
                authenticating: header(publicKey)
            )
            sealed = Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw CoreError(.internalError, "the wallet cannot be sealed", component: "Wallet", cause: "\(error)")
        }
    }

    /// Throws `forbidden` for a wrong passphrase or a changed file, which cannot be told apart.
    func open(publicKey: Digest256, passphrase: [UInt8]) throws(CoreError) -> Digest256 {
        let key = try key(passphrase)
        let seed: Digest256?
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: try ChaChaPoly.Nonce(data: nonce),
                ciphertext: sealed.dropLast(Self.tagBytes),
                tag: sealed.suffix(Self.tagBytes)
            )
            seed = Digest256(exactly: try ChaChaPoly.open(box, using: key, authenticating: header(publicKey)))
        } catch {
            seed = nil
        }
        guard let seed else {
            throw CoreError(
                .forbidden,
                "the passphrase does not open the wallet",
                hint: "try again; if it is the right one, the file was changed: restore it from a copy",
                component: "Wallet"
            )
        }
        return seed
    }

    private func key(_ passphrase: [UInt8]) throws(CoreError) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: passphrase,
                salt: salt,
                outputByteCount: 32,
                rounds: Int(rounds),
                blockSize: Int(blockSize),
                parallelism: Int(parallelism)
            )
        } catch {
            throw CoreError(.internalError, "no key can be made of it", component: "Wallet", cause: "\(error)")
        }
    }

    /// What is authenticated beside the seed.
    private func header(_ publicKey: Digest256) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(6)
        writer.write("bac/wallet/v1")
        writer.write(publicKey)
        writer.write(rounds)
        writer.write(blockSize)
        writer.write(parallelism)
        writer.write(salt)
        return writer.bytes
    }

    private static let name = "scrypt-chacha20poly1305"

    var members: [JSONValue.Member] {
        [
            .init("cipher", .string(Self.name)), .init("rounds", .int(rounds)), .init("blockSize", .int(blockSize)),
            .init("parallelism", .int(parallelism)), .init("salt", .string(Hex.text(salt))),
            .init("nonce", .string(Hex.text(nonce))), .init("sealed", .string(Hex.text(sealed))),
        ]
    }

    init(from fields: inout WalletFields) throws(CoreError) {
        let cipher = try fields.text("cipher")
        rounds = try fields.number("rounds")
        blockSize = try fields.number("blockSize")
        parallelism = try fields.number("parallelism")
        salt = try fields.bytes("salt", count: Self.saltBytes)
        nonce = try fields.bytes("nonce", count: Self.nonceBytes)
        sealed = try fields.bytes("sealed", count: Self.sealedBytes)
        guard cipher == Self.name, Self.roundsKnown.contains(rounds), blockSize == 8, parallelism == 1 else {
            throw CoreError(
                .corrupt,
                "the wallet is sealed in a way that this program does not know",
                component: "Wallet"
            )
        }
    }
}
