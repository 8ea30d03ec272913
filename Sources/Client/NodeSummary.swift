import Core

/// A node of the cluster.
public struct NodeSummary: Sendable, Hashable {
    /// The node's id.
    public let id: String
    /// The node's name for people.
    public let name: String
    /// `APPROVED`, `PENDING` or `REJECTED`.
    public let membership: String
    /// `CONNECTED` or `DISCONNECTED`.
    public let connection: String

    init(_ json: JSONValue) {
        let info = json[anyCase: "Info"] ?? .null
        id = info.text("NodeID")
        let labels = info[anyCase: "Labels"] ?? .null
        name = labels.text("name")
        membership = json.text("Membership")
        connection = json.text("Connection")
    }
}
