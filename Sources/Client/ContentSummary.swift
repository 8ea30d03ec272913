import Core

/// Content in the store of a node.
public struct ContentSummary: Sendable, Hashable {
    /// The root's CID.
    public let cid: String
    /// The name under which it was added.
    public let name: String
    /// `file`, `directory` or `symlink`.
    public let kind: String
    /// Bytes of files in it.
    public let contentBytes: Int64

    init(_ json: JSONValue) {
        cid = json.text("CID")
        name = json.text("Name")
        kind = json.text("Kind")
        contentBytes = json.number("ContentBytes")
    }
}
