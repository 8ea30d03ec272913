import Core
import InMemory
import Orchestrator
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct OrchestratorServiceTests {
    @Test func manySubmissionsAtOnceAllEndAndShareTransactions() async throws {
        let cluster = try await DriverCluster(nodeCount: 3)
        let jobs = try await cluster.running {
            try await withThrowingTaskGroup(of: Job.self) { group in
                for _ in 0..<500 {
                    group.addTask {
                        try await cluster.orchestrator.submit(DriverCluster.request(), waitLimit: .seconds(30)).job
                    }
                }
                var jobs: [Job] = []
                for try await job in group { jobs.append(job) }
                return jobs
            }
        }
        #expect(Set(jobs.map(\.id)).count == 500)
        #expect(jobs.allSatisfy { $0.state == .completed })
        // Each submission and each outcome alone would be a thousand.
        #expect(cluster.store.commits.withLock { $0 } < 900)
    }

    @Test func whatIsGivenBackIsWhatIsStored() async throws {
        let cluster = try await DriverCluster()
        let (given, stored) = try await cluster.running {
            let (reply, job) = try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Stdout", .string("hello"))], count: 3),
                waitLimit: .seconds(30)
            )
            return (job, try await cluster.store.job(matching: reply.jobID.text, namespace: nil))
        }
        #expect(given == stored)
        #expect(given.state == .completed)
    }

    @Test func aWaitEndsAtItsLimitWithTheJobAsItStands() async throws {
        let cluster = try await DriverCluster()
        let job = try await cluster.running {
            try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Milliseconds", .int(60_000))]),
                waitLimit: .milliseconds(200)
            ).job
        }
        #expect(job.state == .running)
    }

    @Test func aWaitThatIsCancelledEndsAndTheJobGoesOn() async throws {
        let cluster = try await DriverCluster()
        try await cluster.running {
            let waiting = Task {
                try await cluster.orchestrator.submit(
                    DriverCluster.request([JSONValue.Member("Milliseconds", .int(300))]),
                    waitLimit: .seconds(30)
                )
            }
            try await eventually("the job is stored") { try await !cluster.store.jobs(JobQuery()).isEmpty }
            let job = try #require(try await cluster.store.jobs(JobQuery()).first)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            let ended = try await cluster.orchestrator.waitForEnd(
                matching: job.id.text,
                namespace: nil,
                limit: .seconds(30)
            )
            #expect(ended.state == .completed)
        }
    }

    @Test func aFailedCommitIsToldAndTheServiceGoesOnFromTheStore() async throws {
        let cluster = try await DriverCluster()
        try await cluster.running {
            let before = try await cluster.orchestrator.submit(DriverCluster.request(), waitLimit: .seconds(30))
            #expect(before.job.state == .completed)
            cluster.store.failCommits(1)
            for wait in [false, true] {
                let error = await #expect(throws: CoreError.self) {
                    if wait {
                        _ = try await cluster.orchestrator.submit(DriverCluster.request(), waitLimit: .seconds(30))
                    } else {
                        _ = try await cluster.orchestrator.submit(DriverCluster.request())
                    }
                }
                #expect(error?.code == .exhausted)
                let after = try await cluster.orchestrator.submit(DriverCluster.request(), waitLimit: .seconds(30))
                #expect(after.job.state == .completed)
                cluster.store.failCommits(1)
            }
            cluster.store.failCommits(0)
        }
        let stored = try await cluster.store.jobs(JobQuery())
        #expect(stored.count == 3)
    }

    @Test func afterItsEndEverySubmissionIsRefused() async throws {
        let cluster = try await DriverCluster()
        let reply = try await cluster.running {
            try await cluster.orchestrator.submit(
                DriverCluster.request([JSONValue.Member("Milliseconds", .int(60_000))])
            )
        }
        // It was acknowledged, so it is there.
        #expect(try await cluster.store.job(matching: reply.jobID.text, namespace: nil).state != .completed)
        let error = await #expect(throws: CoreError.self) {
            try await cluster.orchestrator.submit(DriverCluster.request())
        }
        #expect(error?.code == .unavailable)
        await #expect(throws: CoreError.self) {
            try await cluster.orchestrator.submit(DriverCluster.request(), waitLimit: .seconds(30))
        }
    }
}
