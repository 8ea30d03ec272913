import ContentAddressing
import Core
import InMemory
import Orchestrator

/// An orchestrator over the twins of its ports, without nodes.
struct Scene {
    let store = InMemoryJobStore()
    let service: OrchestratorService

    init() async throws {
        service = try await OrchestratorService(
            configuration: OrchestratorConfiguration(),
            store: store,
            bus: InMemoryBus(),
            exchange: Nothing(),
            liveOutput: Nothing(),
            seed: 1,
            clock: { Timestamp(nanoseconds: 1_000_000_000) }
        )
    }

    /// Runs the orchestrator around the body.
    static func with(_ body: (Scene) async throws -> Void) async throws {
        let scene = try await Scene()
        let service = scene.service
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            try await body(scene)
        }
    }

    /// A job that no node is there for.
    static func spec(name: String, message: String = "hello") -> JobSpec {
        var task = TaskSpec()
        task.name = "main"
        task.engine = TypedSpec(type: "noop")
        task.env["MESSAGE"] = message
        var spec = JobSpec()
        spec.name = name
        spec.type = .batch
        spec.count = 1
        spec.tasks = [task]
        return spec
    }

    /// Nobody holds anything and nothing runs.
    private struct Nothing: ContentExchange, LiveOutput {
        func holders(of cid: CID) async -> [NodeID] { [] }
        func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? { nil }
        func changedFile(below cid: CID) async -> ChangedFile? { nil }
        func output(
            of id: ExecutionID,
            fromStart: Bool,
            untilEnd: Bool
        ) -> AsyncStream<(OutputStream, [UInt8])>? { nil }
    }
}
