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

/// The parameters of a request, without those that say nothing.
struct QueryItems {
    private(set) var items: [(String, String)] = []

    init(namespace: String? = nil) {
        if let namespace { items.append(("namespace", namespace)) }
    }

    mutating func add(_ name: String, _ value: String) {
        if !value.isEmpty { items.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: Int) {
        if value != 0 { items.append((name, String(value))) }
    }

    mutating func add(_ name: String, _ value: Bool) {
        if value { items.append((name, "true")) }
    }

    /// A version: nothing for the latest one, a flag for all.
    mutating func addVersion(_ version: Int?) {
        if let version { add("job_version", version) } else { add("all_job_versions", true) }
    }
}
