import ComputeNode
import ContentAddressing
import Core
import InMemory
import Orchestrator
import Scheduling
import Synchronization

/// An orchestrator and nodes over in-memory ports, with the `noop` engine.
struct DriverCluster: Sendable {
    /// Time that runs by itself.
    static let clock: @Sendable () -> Timestamp = {
        Timestamp(nanoseconds: Int64(clamping: ContinuousClock.now.nanosecondsSinceStart))
    }

    let store: FaultyStore
    let bus = InMemoryBus()
    let orchestrator: OrchestratorService
    let nodes: [ComputeNodeService]
    let journals: [MemoryJournal]

    init(
        nodeCount: Int = 1,
        cpuMillis: Int = 4000,
        store: FaultyStore = FaultyStore(),
        engine: any ExecutionEngine = ScriptedEngine()
    ) async throws {
        self.store = store
        let output = OutputHub()
        var configuration = OrchestratorConfiguration()
        configuration.recoveryDelay = .milliseconds(5)
        orchestrator = try await OrchestratorService(
            configuration: configuration,
            store: store,
            bus: bus,
            exchange: NoContent(),
            liveOutput: output,
            seed: 7,
            clock: Self.clock
        )
        var nodes: [ComputeNodeService] = []
        var journals: [MemoryJournal] = []
        for number in 0..<nodeCount {
            var info = NodeInfo(
                id: NodeID("node-\(number)"),
                name: "node-\(number)",
                capacity: Resources(cpuMillis: cpuMillis, memoryBytes: 8 << 30, diskBytes: 1 << 40)
            )
            info.engines = [await engine.probe()]
            info.queueMax = 1024
            let journal = MemoryJournal()
            journals.append(journal)
            let parts = NodeParts(
                engines: [engine],
                sources: [],
                publishers: [],
                results: CountedResults(),
                journal: journal,
                output: output,
                scratchPath: "/nowhere",
                removeScratch: { _ in }
            )
            nodes.append(
                try ComputeNodeService(
                    info: info,
                    incarnation: Incarnation(1),
                    configuration: NodeConfiguration(),
                    bus: bus,
                    parts: parts,
                    clock: Self.clock
                )
            )
        }
        self.nodes = nodes
        self.journals = journals
    }

    /// Runs everything while the body runs.
    func running<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await orchestrator.run()
                return nil
            }
            for node in nodes {
                group.addTask {
                    await node.run()
                    return nil
                }
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let value = try await group.next() { if let value { return value } }
            throw CancellationError()
        }
    }

    /// A submission of a `noop` job.
    static func request(_ params: [JSONValue.Member] = [], count: Int = 1) -> SubmitRequest {
        var task = TaskSpec()
        task.name = "main"
        task.engine = TypedSpec(type: "noop", params: .object(params))
        task.resources.cpu = "100m"
        task.resources.memory = "1Mb"
        var spec = JobSpec()
        spec.type = .batch
        spec.count = count
        spec.tasks = [task]
        return SubmitRequest(spec: spec, line: .v1_4)
    }
}

private extension ContinuousClock.Instant {
    private static let start = ContinuousClock.now

    var nanosecondsSinceStart: Int64 { (self - Self.start).wholeNanoseconds + 1_000_000_000 }
}

/// Nobody holds anything.
struct NoContent: ContentExchange {
    func holders(of cid: CID) async -> [NodeID] { [] }
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? { nil }
}

/// Gives every result a CID and keeps nothing.
struct CountedResults: ResultStore {
    func put(_ outcome: ExecutionOutcome) async throws -> StoredResult {
        guard case .bytes(let bytes) = outcome.stdout else { throw CoreError(.internalError, "no stdout") }
        return StoredResult(
            cid: .raw(.sha256(of: bytes)),
            tsize: UInt64(bytes.count),
            contentBytes: UInt64(bytes.count)
        )
    }
}

/// A journal that is gone with the test.
final class MemoryJournal: NodeJournal {
    let reports = Mutex<[ExecutionReport]>([])

    func save(_ added: [ExecutionReport]) throws { reports.withLock { $0 += added } }

    func remove(_ ids: [ExecutionID]) throws {
        reports.withLock { reports in reports.removeAll { ids.contains($0.executionID) } }
    }

    func load() throws -> [ExecutionReport] { reports.withLock { $0 } }
}
