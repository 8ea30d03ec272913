import TestKit
import Testing

/// The limit on the time of a child, whatever the tests' own threads are busy with.
@Suite struct ChildTests {
    @Test func aChildThatHasEndedIsNotLate() async throws {
        let child = try Child("true", [])
        try await eventually("the end") { !child.isRunning }
        // Its limit passes before the task that waits for it gets its turn.
        child.expire()
        #expect(try await child.finish().status == 0)
    }

    @Test func aChildThatRunsIsKilledAndLate() async throws {
        let child = try Child("sleep", ["600"])
        child.expire()
        await #expect(throws: ProgramFailure.self) { try await child.finish() }
        #expect(!child.isRunning)
    }
}
