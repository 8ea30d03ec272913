import Client
import Core

/// A node that is asked over HTTP.
struct ClientNode: NodeAPI {
    static let orchestrator = "/api/v1/orchestrator"
    static let data = "/api/v1/data"

    let client: BacalhauClient

    func agent(_ part: String) async throws -> JSONValue { try await client.call(.get, "/api/v1/agent/\(part)") }

    /// The member of an answer that must be there.
    static func member(_ name: String, of answer: JSONValue) throws -> JSONValue {
        guard let member = answer[anyCase: name] else {
            throw CoreError(
                .corrupt,
                "the answer has no \(name)",
                hint: "check that the address is that of a Bacalhau API",
                component: "Client"
            )
        }
        return member
    }

    /// The items of a list.
    static func items<Item: WireCodable>(_ answer: JSONValue, _ name: String = "Items") throws -> [Item] {
        try WirePage<Item>(wire: answer, itemsName: name).items
    }
}
