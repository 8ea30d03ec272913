import Core

extension RecordReader {
    mutating func readJobSpec() throws(CoreError) -> JobSpec {
        var spec = JobSpec()
        spec.name = try readString()
        spec.namespace = try readString()
        spec.type = try readCase(JobType.self)
        spec.priority = try readInt()
        spec.count = try readOptional { reader throws(CoreError) in try reader.readInt() }
        spec.constraints = try readItems { reader throws(CoreError) in
            Constraint(
                key: try reader.readString(),
                op: try reader.readCase(Constraint.Operator.self),
                values: try reader.readStrings()
            )
        }
        spec.meta = try readStringMap()
        spec.labels = try readStringMap()
        spec.tasks = try readItems { reader throws(CoreError) in try reader.readTask() }
        spec.shard = try readOptional { reader throws(CoreError) in try reader.readSharding() }
        return spec
    }

    mutating func readTrust() throws(CoreError) -> TrustSpec {
        var trust = TrustSpec(style: try readCase(TrustSpec.Style.self))
        trust.replicas = try readOptional { reader throws(CoreError) in try reader.readInt() }
        trust.nodes = try readStrings()
        trust.maxPrice = try readOptional { reader throws(CoreError) in try reader.readInt64() }
        trust.checkPpm = try readOptional { reader throws(CoreError) in
            let number = try reader.readUInt64()
            guard let ppm = UInt32(exactly: number) else { throw reader.failure("\(number) is no chance per million") }
            return ppm
        }
        trust.maxFuel = try readOptional { reader throws(CoreError) in try reader.readUInt64() }
        trust.repair = try readCase(TrustSpec.Repair.self)
        return trust
    }

    private mutating func readStrings() throws(CoreError) -> [String] {
        try readItems { reader throws(CoreError) in try reader.readString() }
    }

    private mutating func readSharding() throws(CoreError) -> Sharding {
        let input = try readString()
        let rule: Sharding.Rule
        switch try readUInt64() {
        case 0: rule = .perFile
        case 1: rule = .parts(try readInt())
        case 2: rule = .bytes(try readInt64())
        case let code: throw failure("\(code) is not a sharding rule")
        }
        return Sharding(input: input, rule: rule)
    }

    private mutating func readTask() throws(CoreError) -> TaskSpec {
        var task = TaskSpec()
        task.name = try readString()
        task.engine = try readTypedSpec()
        task.publisher = try readTypedSpec()
        task.env = try readStringMap()
        task.meta = try readStringMap()
        task.inputs = try readItems { reader throws(CoreError) in
            InputSpec(
                source: try reader.readTypedSpec(),
                alias: try reader.readString(),
                target: try reader.readString()
            )
        }
        task.resultPaths = try readItems { reader throws(CoreError) in
            ResultPathSpec(name: try reader.readString(), path: try reader.readString())
        }
        task.resources.cpu = try readString()
        task.resources.memory = try readString()
        task.resources.disk = try readString()
        task.resources.gpu = try readString()
        task.network = try readNetwork()
        task.timeouts.executionSeconds = try readInt64()
        task.timeouts.queueSeconds = try readInt64()
        task.timeouts.totalSeconds = try readInt64()
        return task
    }

    private mutating func readNetwork() throws(CoreError) -> NetworkSpec {
        var network = NetworkSpec()
        network.mode = try readCase(NetworkSpec.Mode.self)
        network.domains = try readStrings()
        network.ports = try readItems { reader throws(CoreError) in
            var port = NetworkSpec.Port()
            port.name = try reader.readString()
            port.fixed = try reader.readInt()
            port.target = try reader.readInt()
            port.hostNetwork = try reader.readString()
            return port
        }
        return network
    }

    mutating func readTypedSpec() throws(CoreError) -> TypedSpec {
        TypedSpec(type: try readString(), params: try readJSON(depth: 0))
    }

    private mutating func readJSON(depth: Int) throws(CoreError) -> JSONValue {
        guard depth < RecordWriter.nestingMax else {
            throw failure("parameters are nested deeper than \(RecordWriter.nestingMax) levels")
        }
        switch try readUInt64() {
        case 0: return .null
        case 1: return .bool(try readBool())
        case 2: return .int(try readInt64())
        case 3: return .double(Double(bitPattern: try readUInt64()))
        case 4: return .string(try readString())
        case 5:
            return .array(try readItems { reader throws(CoreError) in try reader.readJSON(depth: depth + 1) })
        case 6:
            return .object(
                try readItems { reader throws(CoreError) in
                    JSONValue.Member(try reader.readString(), try reader.readJSON(depth: depth + 1))
                }
            )
        case let code: throw failure("\(code) is not a kind of JSON value")
        }
    }
}
