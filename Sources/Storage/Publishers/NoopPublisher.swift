package import ContentAddressing
package import Core

/// Publishes nowhere: the result stays on the node as a CID.
package struct NoopPublisher: Publisher {
    package let kind = "noop"

    package init() {}

    package func validate(_ publisher: TypedSpec) throws {}

    package func publish(_ result: CID, of execution: Execution, publisher: TypedSpec) async throws -> TypedSpec {
        TypedSpec()
    }
}
