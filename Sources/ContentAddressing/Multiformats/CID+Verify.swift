extension CID {
    /// The data itself when the CID carries it (hash function `identity`); such blocks are never fetched or stored.
    package var identityData: [UInt8]? { multihash.identityData }

    /// Checks that `block` is what this CID names.
    ///
    /// Throws `hashMismatch` where it is not, and `unsupportedHash` for every function but whole SHA-256 and
    /// `identity`: an unchecked block must not pass for a checked one.
    package func verify(_ block: [UInt8]) throws(ContentError) {
        try verify(digest: { SHA256Hasher.digest(of: block) }, isIdentical: { $0 == block })
    }

    /// Checks that `block` is what this CID names, see ``verify(_:)-([UInt8])``.
    package func verify(_ block: UnsafeRawBufferPointer) throws(ContentError) {
        try verify(digest: { SHA256Hasher.digest(of: block) }, isIdentical: { $0.elementsEqual(block) })
    }

    private func verify(digest: () -> Digest256, isIdentical: ([UInt8]) -> Bool) throws(ContentError) {
        let matches: Bool
        if let expected = multihash.sha256Digest {
            matches = digest() == expected
        } else if let data = multihash.identityData {
            matches = isIdentical(data)
        } else {
            throw ContentError(
                .unsupportedHash,
                "block \(self) is named by \(multihash.code), only whole sha2-256 and identity can be checked"
            )
        }
        guard matches else { throw ContentError(.hashMismatch, "the bytes given for \(self) hash to something else") }
    }
}
