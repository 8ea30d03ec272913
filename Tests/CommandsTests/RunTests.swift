import ContentAddressing
import Core
import Foundation
import Testing

@testable import Commands

struct RunTests {
    static let id = "j-12345678-90ab-4cde-8f01-234567890abc"

    private static func node(
        _ state: JobState,
        exitCodes: [Int] = [0],
        message: String = "",
        tree: MemoryTree? = nil,
        result: CID? = nil
    ) -> FakeNode {
        var job = Job(id: JobID(id), spec: JobSpec(), partitions: exitCodes.count, createdAt: TestContext.now)
        job.modifiedAt = TestContext.now + .milliseconds(3200)
        job.state = state
        job.stateMessage = message
        job.result = result
        let executions = exitCodes.enumerated().map { partition, code in
            var execution = Execution(
                id: ExecutionID("e-\(partition)"),
                job: job,
                partition: partition,
                nodeID: NodeID("n-1"),
                attempt: 1,
                allocated: .zero,
                now: TestContext.now
            )
            execution.state = state == .completed ? .completed : .failed
            execution.output = RunOutput()
            execution.output?.exitCode = code
            return execution
        }
        return FakeNode(
            job: job,
            executions: executions,
            output: [.stdout: "hello\nworld\n", .stderr: "careful\n"],
            car: result.flatMap { tree?.car(root: $0) } ?? []
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var state: JobState
        var exitCodes: [Int]
        var message = ""
        var status: Int32
        var error: String
        var testDescription: String { "\(state) \(exitCodes)" }
    }

    @Test(arguments: [
        Case(state: .completed, exitCodes: [0, 0], status: 0, error: "next        bacalhau job why j-12345678"),
        Case(state: .completed, exitCodes: [0, 7, 3], status: 7, error: "exit code   7"),
        Case(state: .completed, exitCodes: [137], status: 137, error: "exit code  137"),
        Case(state: .completed, exitCodes: [-1], status: 1, error: "exit code  -1"),
        Case(
            state: .failed,
            exitCodes: [0],
            message: "out of memory: limit 512 MB",
            status: 1,
            error: "Error: j-12345678 failed\n  out of memory: limit 512 MB"
        ),
        Case(
            state: .stopped,
            exitCodes: [0],
            message: "enough",
            status: 1,
            error: "Error: j-12345678 was stopped\n  enough"
        ),
    ])
    func endings(_ test: Case) async {
        let console = TestConsole()
        let node = Self.node(test.state, exitCodes: test.exitCodes, message: test.message)
        let status = await Program.run(["run", "-e", "date"], context: TestContext.make(console: console, node: node))
        #expect(status == test.status)
        #expect(console.output == "hello\nworld\n")
        #expect(console.error.contains("careful\n"))
        #expect(console.error.contains(test.error), "\(console.error)")
    }

    @Test func idOnlyWaitsAndPassesTheCodeOn() async {
        let console = TestConsole()
        let node = Self.node(.completed, exitCodes: [5])
        let context = TestContext.make(console: console, node: node)
        #expect(await Program.run(["run", "-e", "date", "--id-only"], context: context) == 5)
        #expect(console.output == "\(Self.id)\n")
        #expect(console.error == "")
    }

    @Test(arguments: ["--no-wait", "--wait=false"])
    func withoutWaitingOnlyTheIDIsPrinted(flag: String) async {
        let console = TestConsole()
        let node = Self.node(.running)
        let context = TestContext.make(console: console, node: node)
        #expect(await Program.run(["run", "-e", "date", flag], context: context) == 0)
        #expect(console.output == "\(Self.id)\n")
        #expect(node.asked == ["submit"])
    }

    @Test func resultsAreFetchedAndChecked() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            let root = tree.add(
                .folder([
                    ("exitCode", .file("0")), ("outputs", .folder([("r.txt", .file("R"))])), ("stderr", .file("")),
                    ("stdout", .file("out")),
                ])
            )
            let node = Self.node(.completed, tree: tree, result: root)
            let console = TestConsole()
            let context = TestContext.make(console: console, folder: folder, node: node)
            #expect(await Program.run(["job", "get", "my-job", "-q"], context: context) == 0)
            #expect(console.output == "\(folder)/job-my-job\n")
            let merged = try String(contentsOfFile: "\(folder)/job-my-job/outputs/r.txt", encoding: .utf8)
            #expect(merged == "R")
            #expect(await Program.run(["job", "get", "my-job"], context: context) == 1)
            #expect(console.error.contains("is there already"))
            #expect(await Program.run(["job", "get", "my-job/outputs/r.txt"], context: context) == 0)
            let single = try String(contentsOfFile: "\(folder)/r.txt", encoding: .utf8)
            #expect(single == "R")
            #expect(await Program.run(["job", "get", "my-job/outputs/none"], context: context) == 1)
            #expect(console.error.contains("it has: exitCode, outputs, stderr, stdout"))
        }
    }

    @Test func ajobWithoutResultsSaysWhere() async {
        let console = TestConsole()
        let context = TestContext.make(console: console, folder: "/nowhere", node: Self.node(.failed, message: "trap"))
        #expect(await Program.run(["job", "get", Self.id], context: context) == 1)
        #expect(
            console.error
                == "Error: j-12345678 has no results: it is Failed\n  trap\n  `bacalhau job logs j-12345678` shows what it printed\n"
        )
    }

    @Test(
        arguments: [
            (CoreError(.unavailable, "no node", hint: "start one"), 69, "Error: no node\n  start one"),
            (CoreError(.notFound, "job not found: x"), 1, "Error: job not found: x"),
            (CommandError(.usage, "wrong"), 64, "Error: wrong"), (CancellationError(), 130, ""),
            (CommandError(.outputClosed, "gone"), 141, ""),
        ] as [(any Error, Int32, String)]
    )
    func statuses(error: any Error, status: Int32, text: String) {
        let described = ExitStatus.describe(error)
        #expect(described?.status == status)
        #expect(described?.text == text)
    }
}
