import Core

extension RecordWriter {
    /// The deepest nesting of parameters that is written and read, so that reading needs a bounded stack.
    static let nestingMax = 256

    /// Throws `validation` when parameters are nested deeper than ``nestingMax``.
    mutating func append(_ spec: JobSpec) throws {
        append(spec.name)
        append(spec.namespace)
        append(spec.type.rawValue)
        append(spec.priority)
        append(optional: spec.count) { $0.append($1) }
        append(spec.constraints) { writer, constraint in
            writer.append(constraint.key)
            writer.append(constraint.op.rawValue)
            writer.append(constraint.values) { $0.append($1) }
        }
        append(spec.meta)
        append(spec.labels)
        try append(spec.tasks) { try $0.append($1) }
        append(optional: spec.shard) { $0.append($1) }
    }

    /// Appends a spec's `Trust`, which is not part of the spec's own bytes.
    mutating func append(_ trust: TrustSpec) {
        append(trust.style.rawValue)
        append(optional: trust.replicas) { $0.append($1) }
        append(trust.nodes) { $0.append($1) }
        append(optional: trust.maxPrice) { $0.append($1) }
        append(optional: trust.checkPpm) { $0.append(UInt64($1)) }
        append(optional: trust.maxFuel) { $0.append($1) }
        append(trust.repair.rawValue)
    }

    private mutating func append(_ sharding: Sharding) {
        append(sharding.input)
        switch sharding.rule {
        case .perFile:
            append(UInt64(0))
        case .parts(let count):
            append(UInt64(1))
            append(count)
        case .bytes(let count):
            append(UInt64(2))
            append(count)
        }
    }

    private mutating func append(_ task: TaskSpec) throws {
        append(task.name)
        try append(task.engine)
        try append(task.publisher)
        append(task.env)
        append(task.meta)
        try append(task.inputs) { writer, input in
            try writer.append(input.source)
            writer.append(input.alias)
            writer.append(input.target)
        }
        append(task.resultPaths) { writer, path in
            writer.append(path.name)
            writer.append(path.path)
        }
        for amount in [task.resources.cpu, task.resources.memory, task.resources.disk, task.resources.gpu] {
            append(amount)
        }
        append(task.network)
        append(task.timeouts.executionSeconds)
        append(task.timeouts.queueSeconds)
        append(task.timeouts.totalSeconds)
    }

    private mutating func append(_ network: NetworkSpec) {
        append(network.mode.rawValue)
        append(network.domains) { $0.append($1) }
        append(network.ports) { writer, port in
            writer.append(port.name)
            writer.append(port.fixed)
            writer.append(port.target)
            writer.append(port.hostNetwork)
        }
    }

    mutating func append(_ typed: TypedSpec) throws {
        append(typed.type)
        try append(typed.params, depth: 0)
    }

    private mutating func append(_ value: JSONValue, depth: Int) throws {
        guard depth < Self.nestingMax else {
            throw CoreError(
                .validation,
                "the parameters are nested deeper than \(Self.nestingMax) levels",
                hint: "flatten them",
                component: "Database"
            )
        }
        append(value.code)
        switch value {
        case .null: break
        case .bool(let flag): append(flag)
        case .int(let number): append(number)
        case .double(let number): append(number.bitPattern)
        case .string(let text): append(text)
        case .array(let items): try append(items) { try $0.append($1, depth: depth + 1) }
        case .object(let members):
            try append(members) { writer, member in
                writer.append(member.name)
                try writer.append(member.value, depth: depth + 1)
            }
        }
    }
}

extension JSONValue {
    fileprivate var code: UInt64 {
        switch self {
        case .null: 0
        case .bool: 1
        case .int: 2
        case .double: 3
        case .string: 4
        case .array: 5
        case .object: 6
        }
    }
}
