package import ContentAddressing
package import Core
import Settlement

/// A secret of 32 bytes in a file of its own, such as the one that the beacon's values come from.
package enum SecretFile {
    /// Makes a secret by chance and keeps it; throws `conflict` when there is one already.
    package static func create(_ path: String) throws(CoreError) -> Digest256 {
        let secret = Digest256.random()
        try PrivateFile.create(path, Array((secret.hex + "\n").utf8))
        return secret
    }

    /// Reads a secret; throws `corrupt` for a file that holds none.
    package static func read(_ path: String) throws(CoreError) -> Digest256 {
        let bytes = try PrivateFile.read(path)
        guard bytes.last == 0x0A, let secret = Digest256(hex: String(decoding: bytes.dropLast(), as: UTF8.self)) else {
            throw CoreError(
                .corrupt,
                "\(path) holds no secret of 64 hexadecimal digits",
                hint: "restore it from a copy: nothing else can give it back",
                component: "Ledger"
            )
        }
        return secret
    }
}

extension Digest256 {
    /// Thirty-two bytes by chance, good enough for keys: the system's generator.
    package static func random() -> Digest256 {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in generator.next() }
        return words.withUnsafeBytes { Digest256($0) }
    }
}
