import Core
import InMemory
import Orchestrator
import TestKit
import Testing

@Suite struct SubmissionTests {
    @Test func submissionsOfOneNameBecomeVersionsOneAfterTheOther() async throws {
        try await DriverCluster.withoutNodes { cluster in
            let replies = try await withThrowingTaskGroup(of: SubmitReply.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await cluster.orchestrator.submit(
                            SubmitRequest(spec: DriverCluster.spec(name: "same", message: "\(number)"))
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let first = try #require(replies.first)
            #expect(Set(replies.map(\.jobID)) == [first.jobID])
            #expect(replies.map(\.jobVersion).sorted() == Array(1...20))
            #expect(try await cluster.store.versions(of: first.jobID).count == 20)
        }
    }

    @Test func theSameSpecTwiceIsNoChangeUnlessForced() async throws {
        try await DriverCluster.withoutNodes { cluster in
            let request = SubmitRequest(spec: DriverCluster.spec(name: "same"))
            let first = try await cluster.orchestrator.submit(request)
            #expect(first.jobVersion == 1)
            let error = await #expect(throws: CoreError.self) { try await cluster.orchestrator.submit(request) }
            #expect(error?.message.contains("no changes detected") == true)
            let forced = SubmitRequest(spec: DriverCluster.spec(name: "same"), isForced: true)
            let second = try await cluster.orchestrator.submit(forced)
            #expect(second.jobVersion == 2)
        }
    }

    @Test func anErrorGivesTheTurnOn() async throws {
        try await DriverCluster.withoutNodes { cluster in
            var broken = DriverCluster.spec(name: "same")
            broken.count = -1
            for _ in 0..<3 {
                await #expect(throws: CoreError.self) {
                    try await cluster.orchestrator.submit(SubmitRequest(spec: broken, idempotencyToken: "t"))
                }
            }
            let reply = try await cluster.orchestrator.submit(
                SubmitRequest(spec: DriverCluster.spec(name: "same"), idempotencyToken: "t")
            )
            #expect(reply.jobVersion == 1)
        }
    }

    @Test(arguments: ["", "named"], [ClientLine.head, .v1_4])
    func aTokenMakesOneJobHoweverOftenItComes(_ name: String, _ line: ClientLine) async throws {
        try await DriverCluster.withoutNodes { cluster in
            let request = SubmitRequest(spec: DriverCluster.spec(name: name), line: line, idempotencyToken: "once")
            let replies = try await withThrowingTaskGroup(of: SubmitReply.self) { group in
                for _ in 0..<10 {
                    group.addTask { [service = cluster.orchestrator] in try await service.submit(request) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.jobID)).count == 1)
            #expect(Set(replies.map(\.evaluationID)).count == 1)
            #expect(try await cluster.store.jobs(JobQuery()).count == 1)
            let other = SubmitRequest(
                spec: DriverCluster.spec(name: name + "2"),
                line: line,
                idempotencyToken: "another"
            )
            #expect(try await cluster.orchestrator.submit(other).jobID != replies[0].jobID)
        }
    }
}
