import Testing

@testable import Core

struct JobSpecDecodingTests {
    private static func decode(_ text: String, _ mode: JobSpecDecoder.Mode = .api) throws -> JobSpecDecoder.Output {
        try JobSpecDecoder.decode(try JSONValue(parsing: text), mode: mode)
    }

    @Test(arguments: ExampleSpecs.all)
    func readsTheExamples(_ text: String) throws {
        let spec = try ExampleSpecs.spec(text)
        let validator = JobSpecValidator(placesLongRunning: true)
        #expect(validator.validate(spec) == [])
        #expect(try Self.decode(JobSpecEncoder.encode(spec).jsonText(), .cli).spec == spec)
        #expect(JobNormaliser.normalise(spec) == JobNormaliser.Output(spec: spec, warnings: []))
    }

    @Test func readsEveryField() throws {
        let spec = try ExampleSpecs.spec(ExampleSpecs.shardLogs)
        #expect(spec.count == 4)
        #expect(spec.priority == 10)
        #expect(spec.labels["team"] == "data")
        #expect(spec.task.inputs[0].alias == "logs")
        #expect(spec.task.inputs[0].source["partition"]?[anyCase: "type"] == .string("object"))
        #expect(
            try spec.task.resources.amounts()
                == Resources(cpuMillis: 1000, memoryBytes: 1 << 30, diskBytes: 10_000_000_000)
        )
        #expect(spec.task.timeouts.totalSeconds == 3000)
        let agent = try ExampleSpecs.spec(ExampleSpecs.nodeAgent)
        #expect(agent.count == 0)
        #expect(agent.constraints == [Constraint(key: "favour_ssd", op: .equals, values: ["true"])])
        #expect(agent.task.network.mode == .bridge)
        #expect(agent.task.network.ports.first?.fixed == 8080)
        #expect(agent.task.resources.cpu == "500m")
        let greet = try ExampleSpecs.spec(ExampleSpecs.greet)
        #expect(greet.task.engine["image"] == .string("busybox:1.37.0"))
        #expect(greet.task.env == ["WHO": "world"])
        #expect(greet.task.resultPaths == [ResultPathSpec(name: "out", path: "/out")])
    }

    @Test func isLenientWithYAMLScalars() throws {
        let output = try Self.decode(
            #"""
            {"TYPE":"batch","COUNT":"3","priority":2.0,"name":7,"tasks":[{"name":true,"publisher":{},
              "env":{"A":1,"B":true,"C":1.5,"D":1e3,"E":null},"network":{"type":"http"},
              "resources":{"cpu":0.5,"memory":1000,"gpu":1},"timeouts":{"executiontimeout":"60"}}]}
            """#
        )
        let task = output.spec.task
        #expect(output.spec.count == 3)
        #expect(output.spec.priority == 2)
        #expect(output.spec.name == "7")
        #expect(task.name == "true")
        #expect(task.publisher == TypedSpec())
        #expect(task.env == ["A": "1", "B": "true", "C": "1.5", "D": "1000", "E": ""])
        #expect(task.network.mode == .http)
        #expect(task.resources.cpu == "0.5")
        #expect(task.resources.memory == "1000")
        #expect(task.timeouts.executionSeconds == 60)
        #expect(output.warnings == [])
    }

    @Test func tellsSystemAndUnknownFields() throws {
        let text = #"{"ID":"j-1","type":"batch","State":{},"Nmae":"x","Tasks":[{"Inputsources":[],"InputSource":[]}]}"#
        let output = try Self.decode(text)
        #expect(output.warnings.count == 2)
        #expect(output.warnings[0].hasPrefix("ID is set by the system"))
        let error = #expect(throws: CoreError.self) { try Self.decode(text, .cli) }
        #expect(error?.code == .validation)
        #expect(
            error?.message == """
                the job spec has 4 problems:
                - ID is set by the system and must not be in a spec
                - State is set by the system and must not be in a spec
                - Nmae is an unknown field; did you mean 'Name'?
                - Tasks[0].InputSource is an unknown field; did you mean 'InputSources'?
                """
        )
    }

    @Test(arguments: [
        ("[]", "the document '[…]' must be an object"),
        ("{}", "Type is required and must be one of batch, ops, service, daemon"),
        (#"{"Type":"Batch"}"#, "did you mean 'batch'?"),
        (#"{"Type":"batch","Count":"many"}"#, "Count 'many' must be a whole number"),
        (#"{"Type":"batch","Count":1.5}"#, "Count '1.5' must be a whole number"),
        (#"{"Type":"batch","Count":99999999999}"#, "Count '99999999999' must be between"),
        (#"{"Type":"batch","Tasks":{}}"#, "Tasks '{…}' must be a list"),
        (#"{"Type":"batch","Tasks":[1]}"#, "Tasks[0] '1' must be an object"),
        (#"{"Type":"batch","Tasks":[{"Engine":"wasm"}]}"#, "Tasks[0].Engine 'wasm' must be an object"),
        (#"{"Type":"batch","Tasks":[{"Engine":{"Params":[]}}]}"#, "Tasks[0].Engine.Params '[…]' must be an object"),
        (#"{"Type":"batch","Tasks":[{"Env":["A=1"]}]}"#, "Tasks[0].Env '[…]' must be an object"),
        (#"{"Type":"batch","Tasks":[{"Env":{"A":{}}}]}"#, "Tasks[0].Env.A '{…}' must be text"),
        (#"{"Type":"batch","Tasks":[{"Network":{"Type":"Hots"}}]}"#, "did you mean 'Host'?"),
        (
            #"{"Type":"batch","Tasks":[{"Timeouts":{"ExecutionTimeout":"1h"}}]}"#,
            "Tasks[0].Timeouts.ExecutionTimeout '1h' must be a whole number"
        ),
        (#"{"Type":"batch","Constraints":[{"Key":"a","Operator":"notinn"}]}"#, "did you mean 'notin'?"),
        (#"{"Type":"batch","Constraints":[{"Key":"a"}]}"#, "Constraints[0].Operator is required"),
        (#"{"Type":"batch","Shard":{"Input":"x"}}"#, "Shard.By is required"),
        (#"{"Type":"batch","Shard":{"By":"flie"}}"#, "did you mean 'file'?"),
    ])
    func namesTheProblem(_ text: String, _ wanted: String) {
        let error = #expect(throws: CoreError.self) { try Self.decode(text) }
        #expect(error?.message.contains(wanted) == true, "\(String(describing: error))")
    }

    @Test func reportsAtMostSomeProblems() {
        let labels = (0..<5000).map { #""k\#($0)":{}"# }.joined(separator: ",")
        let constraints = (0..<100).map { _ in #"{"Key":{},"Operator":"x"}"# }.joined(separator: ",")
        let text = #"{"Type":"batch","Labels":{\#(labels)},"Constraints":[\#(constraints)]}"#
        let error = #expect(throws: CoreError.self) { try Self.decode(text) }
        #expect(error?.message.split(separator: "\n").count == JobSpecValidator.problemsMax + 1)
    }

    @Test func readsShards() throws {
        let whole = try Self.decode(#"{"Type":"batch","Shard":{"Input":"/in","By":"64MB"}}"#).spec.shard
        #expect(whole == Sharding(input: "/in", rule: .bytes(64_000_000)))
        #expect(try Self.decode(#"{"Type":"batch","shard":8}"#).spec.shard == Sharding(rule: .parts(8)))
        #expect(try Self.decode(#"{"Type":"batch","shard":"file"}"#).spec.shard == Sharding(rule: .perFile))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let spec = RandomSpec.job(&random)
        let document = JobSpecEncoder.encode(spec)
        for mode in [JobSpecDecoder.Mode.api, .cli] {
            let output = try JobSpecDecoder.decode(document, mode: mode)
            #expect(output.spec == spec)
            #expect(output.warnings == [])
        }
        #expect(try JobSpecDecoder.decode(JSONValue(parsing: document.jsonBytes()), mode: .cli).spec == spec)
    }

    /// Any document at all is decoded, normalised and validated without a trap.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func survivesAnyDocument(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var document = JobSpecEncoder.encode(RandomSpec.job(&random))
        Self.damage(&document, &random)
        guard let output = try? JobSpecDecoder.decode(document, mode: .api) else { return }
        let spec = JobNormaliser.normalise(output.spec).spec
        let problems = JobSpecValidator.validate(spec)
        #expect(problems.count <= JobSpecValidator.problemsMax)
        #expect(JobNormaliser.normalise(spec).spec == spec)
    }

    private static func damage(_ value: inout JSONValue, _ random: inout SplitMix64) {
        guard !random.chance(1, in: 12) else { return value = RandomDocument.value(&random, depth: 2) }
        switch value {
        case .array(var items):
            for index in items.indices { damage(&items[index], &random) }
            value = .array(items)
        case .object(var members):
            for index in members.indices { damage(&members[index].value, &random) }
            value = .object(members)
        default: break
        }
    }
}
