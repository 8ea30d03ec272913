import ContentAddressing

extension DocumentReader {
    /// The CID of this text.
    func cid() throws(ValidationProblem) -> CID {
        guard let cid = CID(try text()) else { throw problem("must be a CID") }
        return cid
    }

    /// The CID of a member, or nil when it is missing or empty.
    func cid(_ name: String) throws(ValidationProblem) -> CID? {
        guard let member = self[name], member.value != .string("") else { return nil }
        return try member.cid()
    }
}
