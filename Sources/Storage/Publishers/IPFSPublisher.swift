package import ContentAddressing
package import Core

/// Publishes as content of this node: `{Type: ipfs, Params: {CID}}`; the result is kept under the execution's id.
package struct IPFSPublisher: Publisher {
    package let kind = "ipfs"
    private let store: ContentStore

    package init(store: ContentStore) {
        self.store = store
    }

    package func validate(_ publisher: TypedSpec) throws {}

    package func publish(_ result: CID, of execution: Execution, publisher: TypedSpec) async throws -> TypedSpec {
        _ = try await store.pin(result, name: execution.id.text)
        return TypedSpec(type: kind, params: .object([.init("CID", .string("\(result)"))]))
    }
}
