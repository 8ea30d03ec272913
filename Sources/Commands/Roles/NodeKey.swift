import ContentAddressing
import Core
import Crypto
import Foundation
import Settlement

/// A node's Ed25519 key, kept in a file that only its owner may read; the node's id is the libp2p peer id of the key.
///
/// One key, one name: its account on a ledger of deals is that of the same key.
struct NodeKey: Sendable {
    let id: NodeID
    /// The key as messages to a ledger are signed with it.
    let signingKey: SigningKey

    /// The account of the key.
    var account: AccountID { signingKey.account }

    /// Reads the key, or makes one when there is no file yet.
    static func load(path: String) throws -> NodeKey {
        if let seed = FileManager.default.contents(atPath: path) {
            return try NodeKey(try key(from: seed, path: path), path)
        }
        let key = Curve25519.Signing.PrivateKey()
        let isMade = FileManager.default.createFile(
            atPath: path,
            contents: key.rawRepresentation,
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else {
            throw CoreError(
                .io,
                "cannot write the node key \(path)",
                hint: "check that the folder is writable",
                component: "NodeKey"
            )
        }
        return try NodeKey(key, path)
    }

    private static func key(from seed: Data, path: String) throws -> Curve25519.Signing.PrivateKey {
        do { return try Curve25519.Signing.PrivateKey(rawRepresentation: seed) } catch {
            throw foreign(path, cause: "\(error)")
        }
    }

    private static func foreign(_ path: String, cause: String?) -> CoreError {
        CoreError(
            .corrupt,
            "\(path) is not an Ed25519 key of 32 bytes",
            hint: "move the file away: a new key, and so a new node id, is made",
            component: "NodeKey",
            cause: cause
        )
    }

    /// The identity multihash of the public key's protobuf form (libp2p peer id specification).
    private init(_ key: Curve25519.Signing.PrivateKey, _ path: String) throws {
        guard let seed = Digest256(exactly: key.rawRepresentation), let signing = SigningKey(seed: seed) else {
            throw Self.foreign(path, cause: nil)
        }
        signingKey = signing
        let message: [UInt8] = [0x08, 0x01, 0x12, 0x20] + Array(key.publicKey.rawRepresentation)
        let multihash: [UInt8] = [0x00, UInt8(message.count)] + message
        // Base58btc text of the bare multihash: multibase without its prefix letter.
        let text = (try? Multibase.base58BTC.encode(multihash)) ?? ""
        id = NodeID(String(text.dropFirst()))
    }
}
