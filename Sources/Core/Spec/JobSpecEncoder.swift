/// Writes a job spec as v1 does: PascalCase names, empty optional fields left out.
package enum JobSpecEncoder {
    /// The spec as a document that ``JobSpecDecoder`` reads back to the same spec.
    package static func encode(_ spec: JobSpec) -> JSONValue { .object(members(spec)) }

    /// The members of a spec in the order of v1; a job's own fields stand around them.
    static func members(_ spec: JobSpec) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(20)
        members.append("Name", .string(spec.name))
        members.append("Namespace", .string(spec.namespace))
        members.append("Type", .string(spec.type.rawValue))
        members.append("Priority", .int(Int64(spec.priority)))
        if let count = spec.count { members.append("Count", .int(Int64(count))) }
        members.append("Constraints", .array(spec.constraints.map(constraint)))
        members.append("Meta", map(spec.meta))
        members.append("Labels", map(spec.labels))
        members.append("Tasks", .array(spec.tasks.map(task)))
        if let shard = spec.shard {
            var fields: [JSONValue.Member] = []
            fields.append("Input", text: shard.input)
            fields.append("By", .string(shard.ruleText))
            members.append("Shard", .object(fields))
        }
        if let trust = spec.trust { members.append("Trust", self.trust(trust)) }
        return members
    }

    /// The section `Trust`, without what is at its default.
    static func trust(_ trust: TrustSpec) -> JSONValue {
        var members = [JSONValue.Member("Style", .string(trust.style.rawValue))]
        if let replicas = trust.replicas { members.append("Replicas", .int(Int64(replicas))) }
        if !trust.nodes.isEmpty { members.append("Nodes", .array(trust.nodes.map { .string($0) })) }
        if let price = trust.maxPrice { members.append("MaxPrice", .int(price)) }
        if let ppm = trust.checkPpm { members.append("CheckPercent", percent(ppm: ppm)) }
        if let fuel = trust.maxFuel { members.append("MaxFuel", .int(Int64(clamping: fuel))) }
        if trust.repair != .list { members.append("WhenRefuted", .string(trust.repair.rawValue)) }
        return .object(members)
    }

    /// Parts per million as a percentage.
    private static func percent(ppm: UInt32) -> JSONValue {
        ppm % 10_000 == 0 ? .int(Int64(ppm / 10_000)) : .double(Double(ppm) / 10_000)
    }

    /// A task as v1 writes it.
    package static func task(_ task: TaskSpec) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(10)
        members.append("Name", .string(task.name))
        members.append("Engine", typed(task.engine))
        members.append("Publisher", typed(task.publisher))
        if !task.env.isEmpty { members.append("Env", map(task.env)) }
        if !task.meta.isEmpty { members.append("Meta", map(task.meta)) }
        if !task.inputs.isEmpty { members.append("InputSources", .array(task.inputs.map(input))) }
        if !task.resultPaths.isEmpty {
            members.append(
                "ResultPaths",
                .array(
                    task.resultPaths.map { result in
                        .object([
                            JSONValue.Member("Name", .string(result.name)),
                            JSONValue.Member("Path", .string(result.path)),
                        ])
                    }
                )
            )
        }
        members.append("Resources", resources(task.resources))
        members.append("Network", network(task.network))
        members.append("Timeouts", timeouts(task.timeouts))
        return .object(members)
    }

    /// `{Type, Params}`; empty parameters are left out.
    package static func typed(_ spec: TypedSpec) -> JSONValue {
        var members = [JSONValue.Member("Type", .string(spec.type))]
        if spec.params != .object([]) { members.append("Params", spec.params) }
        return .object(members)
    }

    /// A map as an object, in the order of its keys.
    package static func map(_ map: StringMap) -> JSONValue {
        .object(map.pairs.map { JSONValue.Member($0.key, .string($0.value)) })
    }

    /// A constraint as v1 writes it.
    package static func constraint(_ constraint: Constraint) -> JSONValue {
        .object([
            JSONValue.Member("Key", .string(constraint.key)),
            JSONValue.Member("Operator", .string(constraint.op.rawValue)),
            JSONValue.Member("Values", .array(constraint.values.map { .string($0) })),
        ])
    }

    private static func input(_ input: InputSpec) -> JSONValue {
        .object([
            JSONValue.Member("Source", typed(input.source)), JSONValue.Member("Alias", .string(input.alias)),
            JSONValue.Member("Target", .string(input.target)),
        ])
    }

    private static func resources(_ resources: ResourcesSpec) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.append("CPU", text: resources.cpu)
        members.append("Memory", text: resources.memory)
        members.append("Disk", text: resources.disk)
        members.append("GPU", text: resources.gpu)
        return .object(members)
    }

    private static func network(_ network: NetworkSpec) -> JSONValue {
        var members = [JSONValue.Member("Type", .string(network.mode.rawValue))]
        if !network.domains.isEmpty { members.append("Domains", .array(network.domains.map { .string($0) })) }
        if !network.ports.isEmpty { members.append("Ports", .array(network.ports.map(port))) }
        return .object(members)
    }

    private static func port(_ port: NetworkSpec.Port) -> JSONValue {
        var members = [JSONValue.Member("Name", .string(port.name))]
        members.append("Static", number: Int64(port.fixed))
        members.append("Target", number: Int64(port.target))
        members.append("HostNetwork", text: port.hostNetwork)
        return .object(members)
    }

    private static func timeouts(_ timeouts: TimeoutsSpec) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.append("ExecutionTimeout", number: timeouts.executionSeconds)
        members.append("QueueTimeout", number: timeouts.queueSeconds)
        members.append("TotalTimeout", number: timeouts.totalSeconds)
        return .object(members)
    }
}
