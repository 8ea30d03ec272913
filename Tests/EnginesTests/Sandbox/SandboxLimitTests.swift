import Core
import Glibc
import Synchronization
import Testing

@testable import Engines

/// Programs that want too much: each limit ends them, and nothing of them stays.
@Suite(.enabled(if: SandboxHarness.isUsable, "sandboxes do not work here"), .serialized)
struct SandboxLimitTests {
    @Test func wallTimeEndsASpinningTree() async throws {
        let outcome = try await SandboxHarness().run("(while :; do :; done) & while :; do :; done") {
            $0.limits.wallTime = .milliseconds(500)
        }
        #expect(outcome.exitCode == 137)
        #expect(outcome.failure?.code == .timeout)
        #expect(outcome.failure?.message.contains("longer than 0.500s") == true)
        #expect(!outcome.isRepeatable)
    }

    @Test func memoryHogIsKilled() async throws {
        let outcome = try await SandboxHarness().run("head -c 300m /dev/zero | tail | wc -c; exit 0") {
            $0.limits.memoryBytes = 64 << 20
        }
        if ControlGroups().holdsMemory {
            #expect(outcome.exitCode == 137)
            #expect(outcome.isPermanent)
            #expect(outcome.failure?.message.contains("memory limit exceeded") == true)
            #expect(outcome.failure?.message.contains("67108864") == true)
        } else {
            #expect(outcome.err.contains("memory"))
        }
    }

    @Test func memoryFilesCountAsMemory() async throws {
        let outcome = try await SandboxHarness().run("head -c 1g /dev/zero > /tmp/a; head -c 1g /dev/zero > /dev/shm/b")
        {
            $0.limits.memoryBytes = 64 << 20
        }
        #expect(outcome.exitCode != 0)
    }

    @Test func forkBombIsHeld() async throws {
        let outcome = try await SandboxHarness().run("b() { b | b & }; b; sleep 1; echo alive") {
            $0.limits.processesMax = 40
            $0.limits.wallTime = .seconds(20)
        }
        #expect(outcome.err.contains("fork"))
    }

    struct Excess: Sendable, CustomTestStringConvertible {
        var line: String
        var text: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        Excess(line: "exec head -c 3m /dev/zero > big", text: "wrote more than 2097152 bytes to one file"),
        Excess(
            line: "for i in 1 2 3; do head -c 1m /dev/zero > f$i; done; sleep 30",
            text: "more than 2097152 bytes of results"
        ),
        Excess(line: "for i in 1 2 3; do head -c 1m /dev/zero > f$i; done", text: "more than 2097152 bytes of results"),
        Excess(line: "for i in 1 2 3; do truncate -s 2m f$i; done", text: "more than 2097152 bytes of results"),
        Excess(line: "i=0; while [ $i -lt 300 ]; do : > f$i; i=$((i+1)); done; sleep 30", text: "more than 200 files"),
        Excess(line: "i=0; while [ $i -lt 100 ]; do mkdir d; cd d; i=$((i+1)); done", text: "more than 64 levels"),
        Excess(
            line: "i=0; while [ $i -lt 100 ]; do mkdir d; cd d; i=$((i+1)); done; sleep 30",
            text: "more than 64 levels"
        ),
    ])
    func outputLimits(_ excess: Excess) async throws {
        let outcome = try await SandboxHarness().run(excess.line) {
            $0.limits.outputBytesMax = 2 << 20
            $0.limits.outputFilesMax = 200
        }
        #expect(outcome.failure?.code == .exhausted)
        #expect(outcome.failure?.message.contains(excess.text) == true, "\(outcome.failure?.message ?? outcome.err)")
        #expect(outcome.isPermanent)
    }

    /// Two files of 1.5 MiB that are removed while they are open: no folder shows them.
    @Test func removedFilesCount() async throws {
        let line = """
            exec 3>a 4>b; head -c 1572864 /dev/urandom >&3; head -c 1572864 /dev/urandom >&4; rm a b; sync; sleep 30
            """
        let outcome = try await SandboxHarness().run(line) { $0.limits.outputBytesMax = 2 << 20 }
        #expect(outcome.failure?.message.contains("more than 2097152 bytes of results") == true)
    }

    @Test func floodOfOutputIsCutAndDoesNotBlock() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let outcome = try await harness.run("head -c 50m /dev/zero; head -c 10m /dev/zero >&2; echo done > f") {
            $0.limits.streamBytesMax = 1 << 20
        }
        #expect(outcome.exitCode == 0)
        #expect(outcome.stdoutTruncated && outcome.stderrTruncated)
        #expect(outcome.out.utf8.count == 1 << 20)
        #expect(outcome.listing() == ["f=done\n"])
    }

    @Test func backgroundProcessesEndWithTheProgram() async throws {
        let outcome = try await SandboxHarness().run("setsid sleep 987 & setsid sh -c 'sleep 988' & echo ok")
        #expect(outcome.exitCode == 0)
        #expect(outcome.out == "ok\n")
        #expect(try Self.leftovers() == 0)
    }

    @Test(arguments: [true, false]) func cancellingKillsEverything(_ hasGroups: Bool) async throws {
        let harness = SandboxHarness(groups: hasGroups ? ControlGroups() : .unavailable())
        let marker = "marker-\(getpid())-\(hasGroups)"
        let (started, signal) = AsyncStream<Void>.makeStream()
        var request = harness.request(SandboxHarness.shell("setsid sleep 776 & trap '' TERM; echo up; sleep 775"))
        request.env = ["MARKER": marker]
        request.limits.wallTime = nil
        request.onOutput = { _, _ in signal.yield() }
        let (engine, sent) = (harness.engine, request)
        let run = Task { try await engine.run(sent) }
        for await _ in started { break }
        #expect(try Self.processes(withVariable: "MARKER=" + marker) > 0)
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(try Self.processes(withVariable: "MARKER=" + marker) == 0)
    }

    @Test func cancelledBeforeItStartsRunsNothing() async throws {
        let harness = SandboxHarness()
        let (engine, request) = (harness.engine, harness.request(SandboxHarness.shell("echo x")))
        let run = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await engine.run(request)
        }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }

    /// Without control groups the limits of the kernel on single processes hold.
    @Test func limitsHoldWithoutControlGroups() async throws {
        let harness = SandboxHarness(groups: .unavailable())
        let hog = try await harness.run("/usr/bin/env head -c 900m /dev/zero | tail > /dev/null") {
            $0.limits.memoryBytes = 256 << 20
        }
        #expect(hog.err.contains("memory"))
        let late = try await harness.run("sleep 50") { $0.limits.wallTime = .milliseconds(300) }
        #expect(late.failure?.code == .timeout)
        let plain = try await harness.run("echo fine")
        #expect(plain.out == "fine\n")
    }

    @Test func controlGroupsAreRemoved() throws {
        let groups = ControlGroups()
        guard let group = try groups.make(cpuMillis: 100, memoryBytes: 64 << 20, processesMax: 8) else { return }
        #expect(group.isEmpty)
        #expect(group.folders.allSatisfy(HostCall.isDirectory))
        group.remove()
        #expect(!group.folders.contains(where: HostCall.isDirectory))
    }

    /// Processes of this host that one of these tests put into the background.
    private static func leftovers() throws -> Int {
        let output = try HostCommand.run("/bin/ps", ["-eo", "args"], environment: []).output
        return output.split(separator: "\n").count { $0.contains("sleep 98") && !$0.contains("sh -c") }
    }

    /// Processes of this host with this entry in their environment.
    private static func processes(withVariable entry: String) throws -> Int {
        (HostCall.names(in: "/proc") ?? []).count { name in
            guard name.first?.isNumber == true, let bytes = HostCall.read("/proc/\(name)/environ") else { return false }
            return bytes.split(separator: 0).contains { $0.elementsEqual(entry.utf8) }
        }
    }
}
