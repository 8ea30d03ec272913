package import ContentAddressing

extension Digest256 {
    /// The digest as 64 lower-case hexadecimal digits, as ids of ledgers and accounts are written.
    package var wireText: String { Multibase.base16.encodeBody(bytes) }
}

extension DocumentReader {
    /// The digest that 64 hexadecimal digits write.
    func digest() throws(ValidationProblem) -> Digest256 {
        let bytes = try decoded(.base16, rule: "must be 64 hexadecimal digits")
        guard bytes.count == Digest256.byteCount else { throw problem("must be 64 hexadecimal digits") }
        return bytes.withUnsafeBytes { Digest256($0) }
    }

    /// The bytes that a text writes in a base.
    func decoded(_ base: Multibase, rule: String) throws(ValidationProblem) -> [UInt8] {
        do {
            return try base.decodeBody(ArraySlice(try text().utf8))
        } catch {
            throw problem(rule)
        }
    }
}
