import Core
import InMemory
import Orchestrator
import TestKit
import Testing

@Suite struct SubmissionTests {
    @Test func submissionsOfOneNameBecomeVersionsOneAfterTheOther() async throws {
        try await Scene.with { scene in
            let replies = try await withThrowingTaskGroup(of: SubmitReply.self) { group in
                for number in 0..<20 {
                    group.addTask { [service = scene.service] in
                        try await service.submit(SubmitRequest(spec: Scene.spec(name: "same", message: "\(number)")))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let first = try #require(replies.first)
            #expect(Set(replies.map(\.jobID)) == [first.jobID])
            #expect(replies.map(\.jobVersion).sorted() == Array(1...20))
            #expect(try await scene.store.versions(of: first.jobID).count == 20)
        }
    }

    @Test func theSameSpecTwiceIsNoChangeUnlessForced() async throws {
        try await Scene.with { scene in
            let request = SubmitRequest(spec: Scene.spec(name: "same"))
            let first = try await scene.service.submit(request)
            #expect(first.jobVersion == 1)
            let error = await #expect(throws: CoreError.self) { try await scene.service.submit(request) }
            #expect(error?.message.contains("no changes detected") == true)
            let forced = SubmitRequest(spec: Scene.spec(name: "same"), isForced: true)
            let second = try await scene.service.submit(forced)
            #expect(second.jobVersion == 2)
        }
    }

    @Test func anErrorGivesTheTurnOn() async throws {
        try await Scene.with { scene in
            var broken = Scene.spec(name: "same")
            broken.count = -1
            for _ in 0..<3 {
                await #expect(throws: CoreError.self) {
                    try await scene.service.submit(SubmitRequest(spec: broken, idempotencyToken: "t"))
                }
            }
            let reply = try await scene.service.submit(
                SubmitRequest(spec: Scene.spec(name: "same"), idempotencyToken: "t")
            )
            #expect(reply.jobVersion == 1)
        }
    }

    @Test(arguments: ["", "named"], [ClientLine.head, .v1_4])
    func aTokenMakesOneJobHoweverOftenItComes(_ name: String, _ line: ClientLine) async throws {
        try await Scene.with { scene in
            let request = SubmitRequest(spec: Scene.spec(name: name), line: line, idempotencyToken: "once")
            let replies = try await withThrowingTaskGroup(of: SubmitReply.self) { group in
                for _ in 0..<10 { group.addTask { [service = scene.service] in try await service.submit(request) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.jobID)).count == 1)
            #expect(Set(replies.map(\.evaluationID)).count == 1)
            #expect(try await scene.store.jobs(JobQuery()).count == 1)
            let other = SubmitRequest(spec: Scene.spec(name: name + "2"), line: line, idempotencyToken: "another")
            #expect(try await scene.service.submit(other).jobID != replies[0].jobID)
        }
    }

}
