import ComputeNode
import Core
import InMemory
import Orchestrator
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ComputeNodeServiceTests {
    @Test func aJobOfManyPartitionsRunsEachOnce() async throws {
        let engine = CountingEngine()
        let cluster = try await DriverCluster(nodeCount: 2, engine: engine)
        let job = try await cluster.running {
            try await cluster.orchestrator.submit(
                DriverCluster.request(count: 2000),
                waitLimit: .seconds(50)
            ).job
        }
        #expect(job.state == .completed)
        #expect(engine.runs.withLock { $0.values.allSatisfy { $0 == 1 } && $0.count == 2000 })
        // An order that waited long on a busy machine may have been called back, without having run.
        let executions = try await cluster.store.executions(of: job.id, version: job.version)
        let completed = executions.filter { $0.state == .completed }
        #expect(completed.count == 2000 && Set(completed.map(\.partition)).count == 2000)
    }

    @Test func stoppingAJobEndsWhatRuns() async throws {
        let cluster = try await DriverCluster()
        try await cluster.running {
            let reply = try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Milliseconds", .int(60_000))], count: 3)
            )
            try await eventually("it runs") { cluster.nodes[0].runningCount == 3 }
            _ = try await cluster.orchestrator.stop(matching: reply.jobID.text, namespace: nil, reason: "")
            try await eventually("nothing runs") { cluster.nodes[0].runningCount == 0 }
        }
    }

    @Test func theEndOfANodeKillsWhatRunsAndWaitsForIt() async throws {
        let engine = CountingEngine()
        let cluster = try await DriverCluster(engine: engine)
        try await cluster.running {
            _ = try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Milliseconds", .int(60_000))], count: 60)
            )
            try await eventually("some run") { engine.running.withLock { $0 } > 0 }
        }
        #expect(engine.running.withLock { $0 } == 0)
        #expect(cluster.nodes[0].runningCount == 0)
    }

    @Test func aDrainedNodeFinishesWhatRunsAndEnds() async throws {
        let cluster = try await DriverCluster(nodeCount: 2, cpuMillis: 100)
        let job = try await cluster.running {
            let reply = try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Milliseconds", .int(100))], count: 6)
            )
            try await eventually("both work") { cluster.nodes.allSatisfy { $0.runningCount == 1 } }
            cluster.nodes[0].drain()
            let job = try await cluster.orchestrator.waitForEnd(
                matching: reply.jobID.text,
                namespace: nil,
                limit: .seconds(30)
            )
            try await eventually("the first node has left") {
                await cluster.orchestrator.nodes().filter { $0.connection == .connected }.count == 1
            }
            return job
        }
        #expect(job.state == .completed, "\(job.stateMessage)")
    }
}

/// The `noop` engine, counting what it runs.
final class CountingEngine: ExecutionEngine {
    let kind = "noop"
    let runs = Mutex<[ExecutionID: Int]>([:])
    let running = Mutex(0)
    private let engine = ScriptedEngine()

    func probe() async -> EngineStatus { await engine.probe() }
    func validate(_ task: TaskSpec) throws { try engine.validate(task) }
    func prepare(_ request: ExecutionRequest) async throws { try await engine.prepare(request) }

    func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        runs.withLock { $0[request.executionID, default: 0] += 1 }
        running.withLock { $0 += 1 }
        defer { running.withLock { $0 -= 1 } }
        return try await engine.run(request)
    }
}
