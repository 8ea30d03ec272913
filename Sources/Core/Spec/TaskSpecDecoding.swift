/// Reads the tasks of a job spec; see ``JobSpecDecoder``.
enum TaskSpecDecoding {
    static let taskFields = [
        "Name", "Engine", "Publisher", "Env", "Meta", "InputSources", "ResultPaths", "Resources", "Network", "Timeouts",
    ]
    static let typedFields = ["Type", "Params"]
    static let inputFields = ["Source", "Alias", "Target"]
    static let resultFields = ["Name", "Path"]
    static let resourceFields = ["CPU", "Memory", "Disk", "GPU"]
    static let networkFields = ["Type", "Domains", "Ports"]
    static let portFields = ["Name", "Static", "Target", "HostNetwork"]
    static let timeoutFields = ["ExecutionTimeout", "QueueTimeout", "TotalTimeout"]

    static func task(_ reader: DocumentReader, _ reading: inout SpecReading) -> TaskSpec {
        var task = TaskSpec()
        guard reading.isObject(reader, known: taskFields) else { return task }
        task.name = reading.text(reader["Name"]) ?? ""
        task.engine = typed(reader["Engine"], &reading)
        task.publisher = typed(reader["Publisher"], &reading)
        task.env = reading.map(reader["Env"]) ?? StringMap()
        task.meta = reading.map(reader["Meta"]) ?? StringMap()
        for item in reading.items(reader["InputSources"], limit: JobSpecValidator.inputsMax) {
            guard reading.isObject(item, known: inputFields) else { continue }
            task.inputs.append(input(item, &reading))
        }
        for item in reading.items(reader["ResultPaths"], limit: JobSpecValidator.resultPathsMax) {
            guard reading.isObject(item, known: resultFields) else { continue }
            task.resultPaths.append(
                ResultPathSpec(name: reading.text(item["Name"]) ?? "", path: reading.text(item["Path"]) ?? "")
            )
        }
        if let resources = reader["Resources"] { task.resources = self.resources(resources, &reading) }
        if let network = reader["Network"] { task.network = self.network(network, &reading) }
        if let timeouts = reader["Timeouts"] { task.timeouts = self.timeouts(timeouts, &reading) }
        return task
    }

    /// Reads an input that is known to be an object.
    private static func input(_ reader: DocumentReader, _ reading: inout SpecReading) -> InputSpec {
        InputSpec(
            source: typed(reader["Source"], &reading),
            alias: reading.text(reader["Alias"]) ?? "",
            target: reading.text(reader["Target"]) ?? ""
        )
    }

    /// Reads `{Type, Params}`; a missing one and `{}` give an empty type.
    static func typed(_ reader: DocumentReader?, _ reading: inout SpecReading) -> TypedSpec {
        guard let reader, reading.isObject(reader, known: typedFields) else { return TypedSpec() }
        var spec = TypedSpec(type: reading.text(reader["Type"]) ?? "")
        if let params = reader["Params"] {
            if case .object = params.value {
                spec.params = params.value
            } else {
                reading.add(params.problem("must be an object"))
            }
        }
        return spec
    }

    private static func resources(_ reader: DocumentReader, _ reading: inout SpecReading) -> ResourcesSpec {
        var resources = ResourcesSpec()
        guard reading.isObject(reader, known: resourceFields) else { return resources }
        resources.cpu = reading.text(reader["CPU"]) ?? ""
        resources.memory = reading.text(reader["Memory"]) ?? ""
        resources.disk = reading.text(reader["Disk"]) ?? ""
        resources.gpu = reading.text(reader["GPU"]) ?? ""
        return resources
    }

    private static func network(_ reader: DocumentReader, _ reading: inout SpecReading) -> NetworkSpec {
        var network = NetworkSpec()
        guard reading.isObject(reader, known: networkFields) else { return network }
        if let field = reader["Type"], let text = reading.text(field), !text.isEmpty {
            let modes = NetworkSpec.Mode.allCases
            if let mode = modes.first(where: { $0.rawValue.equalsIgnoringCase(text) }) {
                network.mode = mode
            } else {
                let names = modes.map(\.rawValue)
                reading.add(
                    field.problem(
                        "must be one of " + names.joined(separator: ", "),
                        suggestion: NearestSpelling.of(text, among: names)
                    )
                )
            }
        }
        network.domains = reading.texts(reader["Domains"]) ?? []
        for item in reading.items(reader["Ports"], limit: JobSpecValidator.portsMax) {
            guard reading.isObject(item, known: portFields) else { continue }
            var port = NetworkSpec.Port()
            port.name = reading.text(item["Name"]) ?? ""
            port.fixed = JobSpecDecoder.small(item["Static"], &reading) ?? 0
            port.target = JobSpecDecoder.small(item["Target"], &reading) ?? 0
            port.hostNetwork = reading.text(item["HostNetwork"]) ?? ""
            network.ports.append(port)
        }
        return network
    }

    private static func timeouts(_ reader: DocumentReader, _ reading: inout SpecReading) -> TimeoutsSpec {
        var timeouts = TimeoutsSpec()
        guard reading.isObject(reader, known: timeoutFields) else { return timeouts }
        timeouts.executionSeconds = reading.integer(reader["ExecutionTimeout"]) ?? 0
        timeouts.queueSeconds = reading.integer(reader["QueueTimeout"]) ?? 0
        timeouts.totalSeconds = reading.integer(reader["TotalTimeout"]) ?? 0
        return timeouts
    }
}
