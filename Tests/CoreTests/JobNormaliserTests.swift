import Testing

@testable import Core

struct JobNormaliserTests {
    @Test(
        arguments: [
            (JobType.batch, nil, 1), (.batch, 0, 0), (.batch, 5, 5), (.service, nil, 1), (.ops, nil, 0), (.ops, 1, 0),
            (.ops, 2, 2), (.daemon, nil, 0), (.daemon, -1, -1),
        ] as [(JobType, Int?, Int)]
    )
    func defaultsTheCount(_ type: JobType, _ given: Int?, _ wanted: Int) {
        var spec = JobSpec()
        spec.type = type
        spec.count = given
        #expect(JobNormaliser.normalise(spec).spec.count == wanted)
    }

    @Test func defaultsAndTrims() {
        var spec = JobSpec()
        spec.name = "  n\n"
        spec.namespace = " "
        spec.meta = ["a": "1", "bacalhau.org/requester.id": "x"]
        spec.tasks = [TaskSpec(), TaskSpec()]
        spec.tasks[0].name = " main "
        let output = JobNormaliser.normalise(spec)
        #expect(output.spec.name == "n")
        #expect(output.spec.namespace == "default")
        #expect(output.spec.meta == ["a": "1"])
        #expect(output.spec.task.name == "main")
        #expect(output.spec.task.resources.cpu == "500m")
        #expect(output.spec.task.resources.memory == "512Mb")
        #expect(output.spec.task.network.mode == .default)
        #expect(output.warnings.count == 2)
        #expect(output.warnings[0].contains("bacalhau.org/requester.id"))
        #expect(output.warnings[1].contains("only the first one"))
    }

    @Test func namesTheSystemsVariables() {
        let ids = (ExecutionID("e-1"), JobID("j-1"))
        let env = SystemEnvironment.make(
            executionID: ids.0,
            jobID: ids.1,
            jobType: .batch,
            partition: 2,
            partitionCount: 4,
            ports: [.init(name: "HTTP", hostPort: 20_000, port: 80)]
        )
        #expect(
            env == [
                "BACALHAU_EXECUTION_ID": "e-1", "BACALHAU_JOB_ID": "j-1", "BACALHAU_JOB_TYPE": "batch",
                "BACALHAU_PARTITION_INDEX": "2", "BACALHAU_PARTITION_COUNT": "4", "BACALHAU_HOST_PORT_HTTP": "20000",
                "BACALHAU_PORT_HTTP": "80",
            ]
        )
        let seeded = [("e-1", "j-1"), ("e-2", "j-2")].map {
            SystemEnvironment.make(
                executionID: ExecutionID($0.0),
                jobID: JobID($0.1),
                jobType: .ops,
                partition: 0,
                partitionCount: 1,
                deterministicSeed: 7
            )
        }
        #expect(seeded[0] == seeded[1])
    }

    @Test func seedsDependOnTheWorkAlone() throws {
        let spec = try ExampleSpecs.spec(ExampleSpecs.csvClean)
        let seed = SpecDigest.taskSeed(spec.task, partition: 0, partitionCount: 2)
        var same = spec.task
        same.name = "other"
        same.meta = ["x": "y"]
        same.inputs[0].alias = "module"
        same.inputs[1].source = TypedSpec(type: "localDirectory")
        same.timeouts.totalSeconds = 9
        same.resources.memory = "1Gi"
        same.publisher = TypedSpec()
        #expect(SpecDigest.taskSeed(same, partition: 0, partitionCount: 2) == seed)
        #expect(SpecDigest.taskSeed(spec.task, partition: 1, partitionCount: 2) != seed)
        #expect(SpecDigest.taskSeed(spec.task, partition: 0, partitionCount: 3) != seed)
        var changed = spec.task
        changed.env = ["A": "1"]
        #expect(SpecDigest.taskSeed(changed, partition: 0, partitionCount: 2) != seed)
    }

    /// The bytes and seeds must never change: results of deterministic runs rest on them.
    @Test func canonicalBytesStay() throws {
        let spec = try ExampleSpecs.spec(ExampleSpecs.csvClean)
        let text = String(decoding: SpecDigest.canonicalBytes(spec.task), as: UTF8.self)
        #expect(
            text == #"{"Engine":{"Params":{"entrymodule":"/app/m.wasm","entrypoint":"_start","#
                + #""parameters":["inputs/a.csv","outputs/b.csv"]},"Type":"wasm"},"Env":{},"Format":"task-1","#
                + #""Inputs":["/app/m.wasm","/inputs"],"Results":[["outputs","/outputs"]]}"#
        )
        #expect(SpecDigest.taskSeed(spec.task, partition: 0, partitionCount: 1) == 6_403_105_976_179_383_139)
    }
}
