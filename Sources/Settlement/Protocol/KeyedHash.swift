package import ContentAddressing

/// HMAC-SHA256 over short messages, without allocating.
package enum KeyedHash {
    /// The code of a message of at most 64 bytes under a key of 32 bytes.
    package static func code(key: Digest256, _ message: Digest256) -> Digest256 {
        let inner = HashInput.hash(capacity: 96) { input in
            pad(key, with: 0x36, into: &input)
            input.append(message)
        }
        return HashInput.hash(capacity: 96) { input in
            pad(key, with: 0x5C, into: &input)
            input.append(inner)
        }
    }

    private static func pad(_ key: Digest256, with byte: UInt8, into input: inout HashInput) {
        key.withUnsafeBytes { bytes in
            for position in 0..<64 { input.append((position < bytes.count ? bytes[position] : 0) ^ byte) }
        }
    }
}
