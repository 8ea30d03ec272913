package import ContentAddressing
package import Core

/// Makes jobs, executions, events and blocks from a seed: every field is filled, and the same seed gives the same.
package struct SampleRecords: Sendable {
    private var random: SplitMix64
    private var ids: IDGenerator

    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        ids = IDGenerator(seed: seed)
    }

    /// A whole number in `0..<bound`.
    package mutating func number(below bound: Int) -> Int { random.below(bound) }

    /// A text of up to `lengthMax` characters, some beyond ASCII.
    package mutating func text(_ lengthMax: Int = 12) -> String {
        let characters = Array("abcdefghijklmnopqrstuvwxyz0123456789 -_/é漢🐟\u{0}\"\\\n")
        return String((0..<random.below(lengthMax + 1)).map { _ in characters[random.below(characters.count)] })
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// A raw block whose CID fits.
    package mutating func block(bytes count: Int = 100) -> Block {
        let bytes = bytes(count)
        return Block(cid: .raw(.sha256(of: bytes)), bytes: bytes)
    }

    package mutating func cid() -> CID { block(bytes: 16).cid }

    package mutating func map(_ countMax: Int = 3) -> StringMap {
        var map = StringMap()
        for _ in 0..<random.below(countMax + 1) { map[text()] = text() }
        return map
    }

    package mutating func json(depth: Int = 3) -> JSONValue {
        switch random.below(depth > 0 ? 7 : 5) {
        case 0: .null
        case 1: .bool(random.chance(1, in: 2))
        case 2: .int(Int64(bitPattern: random.next()))
        case 3: .double(Double(random.below(1_000_000)) / 7)
        case 4: .string(text())
        case 5: .array((0..<random.below(4)).map { _ in json(depth: depth - 1) })
        default: .object((0..<random.below(4)).map { _ in JSONValue.Member(text(), json(depth: depth - 1)) })
        }
    }

    package mutating func typed() -> TypedSpec {
        TypedSpec(type: text(), params: .object((0..<3).map { _ in JSONValue.Member(text(), json()) }))
    }

    package mutating func task() -> TaskSpec {
        var task = TaskSpec()
        task.name = text()
        task.engine = typed()
        task.publisher = typed()
        task.env = map()
        task.meta = map()
        task.inputs = (0..<random.below(3)).map { _ in InputSpec(source: typed(), alias: text(), target: text()) }
        task.resultPaths = (0..<random.below(3)).map { _ in ResultPathSpec(name: text(), path: text()) }
        task.resources.cpu = text(4)
        task.resources.memory = text(4)
        task.network.mode = NetworkSpec.Mode.allCases[random.below(NetworkSpec.Mode.allCases.count)]
        task.network.domains = (0..<random.below(3)).map { _ in text() }
        var port = NetworkSpec.Port()
        port.name = text()
        port.target = random.below(65536)
        task.network.ports = [port]
        task.timeouts.executionSeconds = Int64(random.below(1000))
        task.timeouts.totalSeconds = -1
        return task
    }

    /// A spec with every part filled; the name is not empty, the namespace is the default one.
    package mutating func spec() -> JobSpec {
        var spec = JobSpec()
        spec.name = "name-" + text()
        spec.type = JobType.allCases[random.below(JobType.allCases.count)]
        spec.priority = random.below(200) - 100
        spec.count = random.chance(1, in: 2) ? random.below(1000) : nil
        spec.constraints = Constraint.Operator.allCases.map {
            Constraint(key: text(), op: $0, values: [text(), text()])
        }
        spec.meta = map()
        spec.labels = map()
        spec.tasks = [task()]
        spec.shard =
            [
                nil, Sharding(input: text(), rule: .perFile), Sharding(rule: .parts(random.below(99))),
                Sharding(rule: .bytes(Int64(random.below(1 << 40)))),
            ][random.below(4)]
        if random.chance(1, in: 2) { spec.trust = trust() }
        return spec
    }

    /// A section `Trust` with every part filled.
    private mutating func trust() -> TrustSpec {
        var trust = TrustSpec(style: TrustSpec.Style.allCases[random.below(5)])
        trust.replicas = random.chance(1, in: 2) ? random.below(9) : nil
        trust.nodes = [text(), text()]
        trust.maxPrice = Int64(random.below(1 << 40))
        trust.checkPpm = UInt32(random.below(1_000_000))
        trust.maxFuel = random.next()
        trust.repair = .rerun
        return trust
    }

    package mutating func usage() -> Usage {
        var usage = Usage()
        usage.fuel = random.next()
        usage.cpuNanoseconds = random.next() >> 20
        usage.memoryPeakBytes = random.next() >> 30
        usage.outputBytes = 1
        return usage
    }

    /// A running job of version 1, created `second` seconds after 1970.
    package mutating func job(second: Int = 1, shares: Int = 0) -> Job {
        var job = Job(id: ids.jobID(), spec: spec(), partitions: shares, createdAt: .zero + .seconds(second))
        job.state = .running
        job.stateMessage = text(40)
        job.shares = (0..<shares).map { _ in PartitionShare(inputIndex: 0, root: cid(), bytes: random.next()) }
        job.result = random.chance(1, in: 2) ? cid() : nil
        job.usage = usage()
        return job
    }

    package mutating func execution(of job: Job, partition: Int = 0, attempt: Int = 1) -> Execution {
        var execution = Execution(
            id: ids.executionID(),
            job: job,
            partition: partition,
            nodeID: NodeID("12D3Koo" + text()),
            attempt: attempt,
            allocated: Resources(cpuMillis: random.below(8000), memoryBytes: Int64(random.below(1 << 40)), gpus: 1),
            now: job.createdAt + .seconds(1)
        )
        execution.state = ComputeState.allCases[random.below(ComputeState.allCases.count)]
        execution.stateMessage = text(60)
        var output = RunOutput()
        output.stdout = text(200)
        output.stderrTruncated = true
        output.exitCode = random.below(256)
        execution.output = random.chance(1, in: 2) ? output : nil
        execution.result = random.chance(1, in: 2) ? cid() : nil
        execution.resultTsize = random.next()
        execution.published = typed()
        execution.usage = usage()
        execution.previous = random.chance(1, in: 2) ? ids.executionID() : nil
        execution.evaluationID = ids.evaluationID()
        return execution
    }

    package mutating func event(of job: Job, execution: ExecutionID? = nil, second: Int = 1) -> HistoryEvent {
        HistoryEvent(
            jobID: job.id,
            jobVersion: job.version,
            executionID: execution,
            topic: .stateUpdate,
            message: text(40),
            details: map(),
            time: .zero + .seconds(second)
        )
    }

    /// One job with one execution and three events, as a submission makes it.
    package mutating func submission(second: Int = 1) -> ChangeSet {
        var set = ChangeSet()
        let job = job(second: second)
        let execution = execution(of: job)
        set.jobs = [job]
        set.executions = [execution]
        set.events = [event(of: job), event(of: job, execution: execution.id), event(of: job)]
        return set
    }
}
