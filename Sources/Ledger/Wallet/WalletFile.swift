package import ContentAddressing
package import Core
package import Settlement

/// An account's key as it lies in a file: encrypted by a passphrase, or in the clear when its owner said so.
package struct WalletFile: Hashable, Sendable {
    /// How the seed is kept.
    package enum Content: Hashable, Sendable {
        case plain(seed: Digest256)
        case sealed(WalletCipher)
    }

    package let publicKey: Digest256
    package let content: Content

    /// The account that the key belongs to; it is known without the passphrase.
    package var account: AccountID { ProtocolHash.account(publicKey: publicKey) }

    /// Whether a passphrase is needed.
    package var isSealed: Bool {
        if case .sealed = content { true } else { false }
    }

    /// Keeps a seed: encrypted when there is a passphrase.
    package init(seed: Digest256, passphrase: [UInt8]?) throws(CoreError) {
        guard let key = SigningKey(seed: seed) else { throw Self.failure("the seed is no key") }
        publicKey = key.publicKey
        if let passphrase {
            content = .sealed(try WalletCipher(sealing: seed, of: key.publicKey, passphrase: passphrase))
        } else {
            content = .plain(seed: seed)
        }
    }

    /// The key; throws `forbidden` for a wrong passphrase or a changed file.
    package func key(passphrase: [UInt8]?) throws(CoreError) -> SigningKey {
        let seed: Digest256
        switch content {
        case .plain(let plain): seed = plain
        case .sealed(let cipher):
            guard let passphrase else {
                throw CoreError(.forbidden, "the wallet needs its passphrase", component: "Wallet")
            }
            seed = try cipher.open(publicKey: publicKey, passphrase: passphrase)
        }
        guard let key = SigningKey(seed: seed), key.publicKey == publicKey else {
            throw Self.failure("the wallet's key is not that of its account")
        }
        return key
    }

    private static let version: Int64 = 1

    /// The file's text.
    package var bytes: [UInt8] {
        var members: [JSONValue.Member] = [
            .init("version", .int(Self.version)), .init("account", .string(account.description)),
            .init("publicKey", .string(publicKey.hex)),
        ]
        switch content {
        case .plain(let seed): members.append(.init("seed", .string(seed.hex)))
        case .sealed(let cipher): members += cipher.members
        }
        return JSONValue.object(members).jsonBytes(pretty: true) + [0x0A]
    }

    /// Reads a file, strictly: the members of one form, each once, and nothing else.
    package init(decoding bytes: [UInt8]) throws(CoreError) {
        var fields = try WalletFields(bytes)
        guard try fields.number("version") == Self.version else {
            throw Self.failure("the wallet is of a version that this program does not know")
        }
        publicKey = try fields.digest("publicKey")
        let account = try fields.digest("account")
        if fields.has("seed") {
            content = .plain(seed: try fields.digest("seed"))
        } else {
            content = .sealed(try WalletCipher(from: &fields))
        }
        try fields.end()
        guard account == self.account.digest else { throw Self.failure("the wallet's account is not that of its key") }
        if case .plain = content { _ = try key(passphrase: nil) }
    }

    private static func failure(_ message: String) -> CoreError {
        CoreError(.corrupt, message, hint: "restore the wallet from a copy", component: "Wallet")
    }
}
