package import ContentAddressing

/// Carries messages between the orchestrator and nodes: at most once, in any order; losing one is allowed.
///
/// Received batches are handed over on a thread of the bus's choice, in one process the sender's own; a receiver takes
/// them in and returns, it never waits there.
package protocol MessageBus: Sendable {
    /// Sends to a node; returns at once. A node that is not there gets nothing.
    func send(_ messages: [OrchestratorMessage], to node: NodeID)
    /// Sends to the orchestrator; returns at once.
    func send(_ messages: [NodeMessage], from node: NodeID)
    /// Hands the orchestrator's messages to `receive` until the subscription ends; a later call takes over.
    func receive(_ receive: @escaping @Sendable (NodeID, [NodeMessage]) -> Void) -> BusSubscription
    /// Hands a node's messages to `receive` until the subscription ends; a later call takes over.
    func receive(for node: NodeID, _ receive: @escaping @Sendable ([OrchestratorMessage]) -> Void) -> BusSubscription
}

/// A place on the bus that is kept until it is given up.
package struct BusSubscription: Sendable {
    private let end: @Sendable () -> Void

    package init(end: @escaping @Sendable () -> Void) { self.end = end }

    /// Gives the place up; a batch that is being handed over may still arrive.
    ///
    /// Without effect when another took over.
    package func cancel() { end() }
}

/// Knows who holds which content, and fetches blocks from others.
package protocol ContentExchange: Sendable {
    /// The nodes that hold the CID whole, without the asker; empty when nobody does.
    func holders(of cid: CID) async -> [NodeID]
    /// A block from any node that holds it, checked against its hash; nil when no node has it.
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block?
}

/// Fetches what an input source names onto this node.
package protocol InputSource: Sendable {
    /// The source type in the job spec, such as `urlDownload`.
    var kind: String { get }
    /// Checks the parameters; throws `validation` with the field, the value and the rule.
    func validate(_ source: TypedSpec) throws
    /// Makes the input ready to mount. `onProgress` gets bytes done and, when known, bytes in all.
    func fetch(
        _ source: TypedSpec,
        scratchPath: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> FetchedInput
}

/// An input that is ready on this node.
package struct FetchedInput: Sendable {
    package var node: MountNode
    package var isReadOnly: Bool
    /// Bytes that came from outside this node.
    package var fetchedBytes: UInt64

    package init(node: MountNode, isReadOnly: Bool = true, fetchedBytes: UInt64 = 0) {
        self.node = node
        self.isReadOnly = isReadOnly
        self.fetchedBytes = fetchedBytes
    }
}

/// Puts a stored result where the job wants it.
package protocol Publisher: Sendable {
    var kind: String { get }
    func validate(_ publisher: TypedSpec) throws
    /// Publishes the result tree; returns `{Type, Params}` as v1 shows it.
    func publish(_ result: CID, of execution: Execution, publisher: TypedSpec) async throws -> TypedSpec
}
