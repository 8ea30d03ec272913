import ContentAddressing

/// Where a listing of jobs goes on: v1's token, opaque to clients.
package struct JobPageToken: Hashable, Sendable {
    /// The order as the query gave it; empty means the default.
    package var order: String
    package var isReversed: Bool
    package var limit: Int
    package var offset: Int

    /// The longest token that is looked at.
    package static let bytesMax = 512

    package init(order: String = "", isReversed: Bool = false, limit: Int, offset: Int) {
        self.order = order
        self.isReversed = isReversed
        self.limit = limit
        self.offset = offset
    }

    /// Reads a token.
    ///
    /// Throws `badRequest` when it is none of ours.
    package init(parsing text: String) throws(CoreError) {
        guard text.utf8.count <= Self.bytesMax,
            let bytes = try? Multibase.base64URL.decodeBody(Array(text.utf8)[...]),
            let plain = String(validating: bytes, as: UTF8.self)
        else { throw Self.malformed }
        let parts = plain.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1] == "Y" || parts[1] == "N", let limit = Int32(parts[2]),
            let offset = Int32(parts[3]), limit >= 0, offset >= 0
        else { throw Self.malformed }
        self.init(order: String(parts[0]), isReversed: parts[1] == "Y", limit: Int(limit), offset: Int(offset))
    }

    /// The token: base64url without padding over `order:Y|N:limit:offset`.
    package var text: String {
        Multibase.base64URL.encodeBody(Array("\(order):\(isReversed ? "Y" : "N"):\(limit):\(offset)".utf8))
    }

    private static var malformed: CoreError {
        CoreError(
            .badRequest,
            "the next_token is malformed",
            hint: "pass on the NextToken of the former answer unchanged",
            component: "APIServer"
        )
    }
}
