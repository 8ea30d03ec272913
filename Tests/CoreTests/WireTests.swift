import ContentAddressing
import Testing

@testable import Core

struct WireTests {
    private static let cid = CID.raw(SHA256Hasher.digest(of: [1, 2, 3]))

    static func job(_ random: inout SplitMix64) -> Job {
        var job = Job(
            id: JobID("j-" + RandomDocument.word(&random)),
            spec: RandomSpec.job(&random),
            partitions: random.below(9),
            createdAt: Timestamp(nanoseconds: Int64(random.next() >> 2))
        )
        job.state = JobState.allCases[random.below(6)]
        job.stateMessage = RandomDocument.text(&random)
        job.version = 1 + random.below(5)
        job.revision = random.below(50)
        job.modifiedAt = Timestamp(nanoseconds: Int64(random.next() >> 2))
        if random.chance(1, in: 2) { job.result = cid }
        job.usage = usage(&random)
        return job
    }

    static func usage(_ random: inout SplitMix64) -> Usage {
        var usage = Usage()
        usage.fuel = random.next() >> 1
        usage.cpuNanoseconds = random.next() >> 20
        usage.memoryPeakBytes = UInt64(random.below(2))
        usage.outputBytes = UInt64(random.below(1 << 30))
        return usage
    }

    static func execution(_ random: inout SplitMix64) -> Execution {
        var execution = Execution(
            id: ExecutionID("e-" + RandomDocument.word(&random)),
            job: job(&random),
            partition: random.below(5),
            nodeID: NodeID(RandomDocument.word(&random)),
            attempt: 1 + random.below(3),
            allocated: Resources(cpuMillis: random.below(5000), memoryBytes: Int64(random.below(1 << 40)), gpus: 1),
            now: Timestamp(nanoseconds: Int64(random.next() >> 2))
        )
        execution.desired = .stopped
        execution.desiredMessage = RandomDocument.text(&random)
        execution.state = ComputeState.allCases[random.below(12)]
        execution.stateMessage = RandomDocument.text(&random)
        execution.published = RandomSpec.typed(&random)
        execution.usage = usage(&random)
        execution.revision = random.below(9)
        execution.evaluationID = RandomDocument.word(&random)
        if random.chance(1, in: 2) {
            var output = RunOutput()
            output.stdout = RandomDocument.text(&random)
            output.stderr = RandomDocument.text(&random)
            output.stderrTruncated = true
            output.exitCode = random.below(256)
            execution.output = output
            execution.result = cid
            execution.previous = ExecutionID("e-0")
        }
        return execution
    }

    static func node(_ random: inout SplitMix64) -> NodeState {
        let capacity = Resources(cpuMillis: random.below(64_000), memoryBytes: 1 << 30, diskBytes: 7, gpus: 0)
        var info = NodeInfo(id: NodeID("12D3" + RandomDocument.word(&random)), name: "node-0", capacity: capacity)
        info.labels = RandomDocument.map(&random, keys: ["a", "b"])
        info.engines = [
            EngineStatus(kind: "wasm", isAvailable: true, version: "wasmtime 50.0.1"),
            EngineStatus(kind: "docker", isAvailable: false, reason: "no socket"),
        ]
        info.publishers = ["local"]
        info.sources = ["ipfs", "inline"]
        info.queueMax = random.below(100)
        info.permitsNetwork = random.chance(1, in: 2)
        info.address = "http://127.0.0.1:1"
        info.version = "v0.1.0"
        if random.chance(1, in: 2) { info.deals = deals(&random) }
        var state = NodeState(info: info, now: Timestamp(nanoseconds: Int64(random.next() >> 2)))
        state.connection = random.chance(1, in: 2) ? .connected : .disconnected
        state.membership = .pending
        state.lastError = RandomDocument.text(&random)
        state.available = Resources(cpuMillis: 1)
        state.runningExecutions = random.below(3)
        state.queuedExecutions = random.below(3)
        return state
    }

    static func deals(_ random: inout SplitMix64) -> NodeDeals {
        func price() -> Int64 { Int64(random.below(3)) * Int64(random.next() >> 3) }
        return NodeDeals(
            ledger: SHA256Hasher.digest(of: [UInt8(random.below(256))]),
            account: SHA256Hasher.digest(of: [1, UInt8(random.below(256))]),
            prices: NodePrices(
                perGfuel: price(),
                perGpageFuel: price(),
                perCPUSecond: price(),
                perGiBSecond: price(),
                perGiBInput: price()
            ),
            engines: ["wasm", "noop"],
            offer: (0..<random.below(9)).map { _ in UInt8(random.below(256)) }
        )
    }

    static func estimate(_ random: inout SplitMix64) -> JobEstimate {
        var estimate = JobEstimate(executions: random.below(9))
        estimate.cap = Int64(random.below(1 << 40))
        estimate.chargeLeast = 3
        estimate.chargeMost = 4
        if random.chance(1, in: 2) { estimate.available = Int64(random.below(1 << 40)) }
        estimate.notes = ["n"]
        estimate.choices = TrustSpec.Style.allCases.map { style in
            var choice = JobEstimate.Choice(style: style)
            choice.isChosen = random.chance(1, in: 2)
            choice.obstacle = RandomDocument.text(&random)
            (choice.escrowPerDeal, choice.escrow, choice.postFees) = (1, 2, 3)
            (choice.expectedLeast, choice.expectedMost, choice.most) = (4, 5, 6)
            choice.overheadPercent = 3.1
            choice.odds = [
                JobEstimate.Odds(share: 0.1, found: 0.25, lossPerAccepted: random.chance(1, in: 2) ? 3.5 : nil)
            ]
            return choice
        }
        return estimate
    }

    private static func check<Value: WireCodable & Equatable>(_ value: Value) throws {
        let bytes = value.wireValue.jsonBytes()
        #expect(try Value(wire: JSONValue(parsing: bytes)) == value)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        try Self.check(Self.job(&random))
        try Self.check(Self.execution(&random))
        try Self.check(Self.node(&random))
        var event = HistoryEvent(
            jobID: JobID("j-1"),
            jobVersion: 2,
            executionID: random.chance(1, in: 2) ? ExecutionID("e-1") : nil,
            topic: .publishing,
            message: RandomDocument.text(&random),
            details: ["NewState": "Running"],
            time: Timestamp(nanoseconds: Int64(random.next() >> 2))
        )
        event.sequence = 9
        try Self.check(event)
        try Self.check(SubmitReply(jobID: JobID("j-1"), jobVersion: 3, evaluationID: "x", warnings: ["w"]))
        try Self.check(SubmitReply(jobID: JobID("j-1"), jobVersion: 3, evaluationID: "", warnings: []))
        try Self.check(
            WhyReport(summary: "s", findings: [.init(subject: "job", text: "t", isMet: true)], advice: ["a"])
        )
        try Self.check(
            ContentRoot(
                cid: Self.cid,
                name: "n",
                kind: .directory,
                contentBytes: 1,
                tsize: 2,
                files: 3,
                addedAt: Timestamp(nanoseconds: 5),
                hostPath: random.chance(1, in: 2) ? "/p" : nil
            )
        )
        try Self.check(ContentEntry(name: "n", cid: Self.cid, kind: .symlink, contentBytes: 1, tsize: 2))
        try Self.check(VerifyReport(blocks: 1, bytes: 2, problems: ["p"]))
        try Self.check(AddProgress(bytesDone: 1, bytesTotal: 2, filesDone: 3, filesTotal: 4))
        try Self.check(LogFrame.line(LogLine(stream: .stderr, text: "a\n", partition: random.below(2))))
        try Self.check(LogFrame.failure("gone"))
        try Self.check(RandomSpec.typed(&random))
        try Self.check(Self.estimate(&random))
    }

    @Test func showsAJobAsV1() throws {
        let spec = try ExampleSpecs.spec(
            #"{"Name":"greet","Type":"batch","Tasks":[{"Name":"main","Engine":{"Type":"noop"}}]}"#
        )
        var job = Job(id: JobID("j-0"), spec: spec, partitions: 1, createdAt: Timestamp(nanoseconds: 17))
        job.state = .completed
        #expect(
            job.wireValue.jsonText() == #"{"ID":"j-0","Name":"greet","Namespace":"default","Type":"batch","#
                + #""Priority":0,"Count":1,"Constraints":[],"Meta":{},"Labels":{},"Tasks":[{"Name":"main","#
                + #""Engine":{"Type":"noop"},"Publisher":{"Type":""},"Resources":{"CPU":"500m","Memory":"512Mb"},"#
                + #""Network":{"Type":"Default"},"Timeouts":{}}],"State":{"StateType":"Completed"},"Version":1,"#
                + #""Revision":1,"CreateTime":17,"ModifyTime":17,"Partitions":1,"Usage":{}}"#
        )
    }

    @Test func showsAnExecutionAsV1() {
        let job = Job(id: JobID("j-0"), spec: JobSpec(), partitions: 1, createdAt: .zero)
        var execution = Execution(
            id: ExecutionID("e-9"),
            job: job,
            partition: 0,
            nodeID: NodeID("n-1"),
            attempt: 1,
            allocated: Resources(cpuMillis: 500, memoryBytes: 512_000_000),
            now: Timestamp(nanoseconds: 3)
        )
        execution.state = .completed
        execution.output = RunOutput()
        let older = execution.wireValue(line: .v1_4, taskName: "main")
        #expect(older[anyCase: "ComputeState"]?[anyCase: "StateType"] == .int(7))
        #expect(
            execution.wireValue.jsonText() == #"{"ID":"e-9","Namespace":"default","EvalID":"","Name":"","#
                + #""NodeID":"n-1","JobID":"j-0","JobVersion":1,"#
                + #""AllocatedResources":{"Tasks":{"main":{"CPU":0.5,"Memory":512000000}}},"#
                + #""DesiredState":{"StateType":1},"ComputeState":{"StateType":9},"PublishedResult":{"Type":""},"#
                + #""RunOutput":{"Stdout":"","StdoutTruncated":false,"stderr":"","StderrTruncated":false,"#
                + #""ExitCode":0,"ErrorMsg":""},"PreviousExecution":"","NextExecution":"","FollowupEvalID":"","#
                + #""Revision":1,"CreateTime":3,"ModifyTime":3,"Attempt":1,"Usage":{}}"#
        )
    }

    @Test func tellsErrors() throws {
        let error = CoreError(.notFound, "job not found: j-nope", hint: "list jobs", component: "JobStore", cause: "c")
        let body = error.wireValue(requestID: "r")
        #expect(
            body.jsonText() == #"{"Status":404,"Message":"job not found: j-nope: c","RequestID":"r","#
                + #""Code":"NotFound","Component":"JobStore","Hint":"list jobs","Details":{}}"#
        )
        let read = CoreError(wire: body, httpStatus: 404)
        #expect(read.code == .notFound)
        #expect(read.hint == "list jobs")
        #expect(CoreError(wire: .object([.init("message", .string("m"))]), httpStatus: 500).message == "m")
        #expect(CoreError(wire: .null, httpStatus: 418).message.contains("418"))
        let unknown = CoreError(wire: .object([.init("Code", .string("NotImplemented"))]), httpStatus: 501)
        #expect(unknown.code.httpStatus == 501)
    }

    @Test func namesWhatIsMissing() {
        let error = #expect(throws: CoreError.self) { try Job(wire: .object([.init("Type", .string("ops"))])) }
        #expect(error?.message.contains("ID is required") == true)
        let state = JSONValue.object([
            .init("ID", .string("e")), .init("JobID", .string("j")),
            .init("ComputeState", .object([.init("StateType", .int(99))])),
        ])
        let second = #expect(throws: CoreError.self) { try Execution(wire: state) }
        #expect(second?.message.contains("ComputeState.StateType '99'") == true)
    }

    @Test func doublesNamesAndReadsPages() throws {
        let page = Wire.page([TypedSpec(type: "a").wireValue], nextToken: "t", itemsName: "Nodes")
        #expect(
            Wire.doubled(page, ["Nodes", "Node"]).jsonText()
                == #"{"NextToken":"t","Nodes":[{"Type":"a"}],"nodes":[{"Type":"a"}]}"#
        )
        let read = try WirePage<TypedSpec>(wire: page, itemsName: "Nodes")
        #expect(read.items == [TypedSpec(type: "a")])
        #expect(read.nextToken == "t")
        #expect(try WirePage<TypedSpec>(wire: .object([.init("Items", .null)])).items == [])
    }
}
