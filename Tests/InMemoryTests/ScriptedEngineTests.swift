import Core
import InMemory
import Synchronization
import Testing

@Suite struct ScriptedEngineTests {
    private func request(_ params: [JSONValue.Member]) -> ExecutionRequest {
        var task = TaskSpec()
        task.engine = TypedSpec(type: "noop", params: .object(params))
        return ExecutionRequest(executionID: ExecutionID("e-1"), task: task, scratchPath: "")
    }

    @Test func withoutParametersItEndsWellAtOnce() async throws {
        let outcome = try await ScriptedEngine().run(request([]))
        #expect(outcome.exitCode == 0 && outcome.failure == nil && outcome.results.isEmpty)
        #expect(outcome.usage == Usage())
        #expect(await ScriptedEngine().probe() == EngineStatus(kind: "noop", isAvailable: true, version: "1"))
    }

    @Test func itDoesWhatTheParametersSay() async throws {
        let output = Mutex<[String]>([])
        var request = request([
            .init("ExitCode", .int(3)), .init("stdout", .string("out")), .init("Stderr", .string("err")),
            .init("Milliseconds", .int(1)), .init("Failure", .string("the disk burns")),
            .init("Permanent", .bool(true)),
            .init("Results", .object([.init("b", .string("two")), .init("a", .string("one"))])),
        ])
        request.onOutput = { stream, bytes in
            output.withLock { $0.append("\(stream): \(String(decoding: bytes, as: UTF8.self))") }
        }
        let outcome = try await ScriptedEngine().run(request)
        #expect(outcome.exitCode == 3)
        #expect(outcome.failure?.message == "the disk burns")
        #expect(outcome.isPermanent)
        #expect(outcome.results.map(\.name) == ["a", "b"])
        #expect(outcome.usage.wallNanoseconds == 1_000_000)
        #expect(outcome.usage.outputBytes == 12)
        #expect(output.withLock { $0 } == ["stdout: out", "stderr: err"])
    }

    @Test func longOutputIsCutAndMarked() async throws {
        var request = request([.init("Stdout", .string("abcdef"))])
        request.limits.streamBytesMax = 4
        let outcome = try await ScriptedEngine().run(request)
        guard case .bytes(let bytes) = outcome.stdout else {
            Issue.record("stdout is not bytes")
            return
        }
        #expect(bytes == Array("abcd".utf8) && outcome.stdoutTruncated && !outcome.stderrTruncated)
    }

    @Test func itEndsAtTheLimitOfTime() async throws {
        var request = request([.init("Milliseconds", .int(NoopScript.millisecondsMax))])
        request.limits.wallTime = .milliseconds(2)
        let outcome = try await ScriptedEngine().run(request)
        #expect(outcome.failure?.code == .timeout && outcome.exitCode == 137)
    }

    @Test func cancellingEndsIt() async throws {
        let request = request([.init("Milliseconds", .int(NoopScript.millisecondsMax))])
        let run = Task { try await ScriptedEngine().run(request) }
        run.cancel()
        await #expect(throws: CancellationError.self) { _ = try await run.value }
    }

    @Test func preparingFailsWhenToldTo() async throws {
        try await ScriptedEngine().prepare(request([]))
        let error = await #expect(throws: CoreError.self) {
            try await ScriptedEngine().prepare(request([.init("PrepareFailure", .string("no module"))]))
        }
        #expect(error?.message == "no module")
    }

    @Test(arguments: [
        JSONValue.Member("ExitCode", .int(256)), .init("ExitCode", .string("1")), .init("Milliseconds", .int(-1)),
        .init("Stdout", .int(1)), .init("Permanent", .string("yes")), .init("Results", .array([])),
        .init("Results", .object([.init("a", .null)])), .init("Colour", .string("red")),
    ])
    func wrongParametersAreNamed(_ member: JSONValue.Member) throws {
        var task = TaskSpec()
        task.engine.params = .object([member])
        let error = #expect(throws: CoreError.self) { try ScriptedEngine().validate(task) }
        #expect(error?.code == .validation)
        #expect(error?.message.contains(member.name) == true || member.name == "Results")
    }
}
