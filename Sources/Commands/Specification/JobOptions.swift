import ArgumentParser
import ContentAddressing
import Core

/// What the flags of `run` and `wasm run` say about a job.
struct JobOptions: ParsableArguments {
    @Option(name: .customShort("c"), help: ArgumentHelp("Mount this CID at /inputs.", valueName: "cid"))
    var cid: String?

    @Option(
        name: .shortAndLong,
        parsing: .singleValue,
        help: ArgumentHelp(
            "Mount data: URI, URI:/path or src=URI,dst=/path,opt=key=value; may be repeated. "
                + "A URI is a CID, ipfs://, http(s)://, s3:// or file://.",
            valueName: "input"
        )
    )
    var input: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        parsing: .singleValue,
        help: ArgumentHelp(
            "Keep a folder as result: name:/path; may be repeated. outputs:/outputs is always there. "
                + "One of table, json, yaml, csv instead chooses how the answer is shown.",
            valueName: "name:path"
        )
    )
    var output: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Set a variable for the program; may be repeated.", valueName: "K=V")
    )
    var env: [String] = []

    @Option(help: "The name of the job; submitting it again makes a new version.")
    var name = ""

    @Option(help: "The namespace of the name.")
    var namespace = JobSpec.defaultNamespace

    @Option(
        name: .shortAndLong,
        parsing: .singleValue,
        help: ArgumentHelp("Label the job; may be repeated.", valueName: "K=V")
    )
    var labels: [String] = []

    @Option(help: ArgumentHelp("Higher goes first.", valueName: "n"))
    var priority = 0

    @Option(help: ArgumentHelp("How many partitions run the program.", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "Split the input: 'file' is one partition per file, 8 is eight parts, 64MB is parts of that size.",
            valueName: "rule"
        )
    )
    var shard: String?

    @Option(help: "Run on 'any' fitting node, or once on 'all' of them.")
    var target = JobTarget.any

    @Option(help: ArgumentHelp("Which nodes fit, by their labels: 'env in (prod,stage),!gpu'.", valueName: "selector"))
    var constraints = ""

    @Option(help: ArgumentHelp("Processors: 2, 0.5 or 500m.", valueName: "n"))
    var cpu = ""

    @Option(help: ArgumentHelp("Memory: 512Mb, 2GB or 1Gi.", valueName: "size"))
    var memory = ""

    @Option(help: ArgumentHelp("Disk for results and scratch files.", valueName: "size"))
    var disk = ""

    @Option(help: ArgumentHelp("GPUs.", valueName: "n"))
    var gpu = ""

    @Option(help: "Whether the program may call out: none, http, full, host or bridge.")
    var network: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("With --network http: who may be called; may be repeated.", valueName: "host")
    )
    var domain: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long one run may take: 30s, 5m, 1h30m. Fetching data does not count.",
            valueName: "time"
        )
    )
    var timeout: String?

    @Option(help: ArgumentHelp("How long the job may wait for a node.", valueName: "time"))
    var queueTimeout: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to publish: ipfs, local, s3://bucket/key. A result CID is there without it.",
            valueName: "publisher"
        )
    )
    var publisher: String?

    @OptionGroup(title: "Trust") var trust: TrustOptions

    /// The last of `--output` that is a way to show the answer.
    var format: OutputFormat { output.lazy.compactMap { OutputFormat(rawValue: $0) }.last ?? .table }
}

extension JobOptions {
    /// The job spec for a program; nothing outside is asked but `context` for its folder.
    ///
    /// Throws `usage`.
    func spec(running program: JobProgram, context: CommandContext) throws -> JobSpec {
        var spec = JobSpec()
        spec.name = name
        spec.namespace = namespace
        spec.type = target == .all ? .ops : .batch
        spec.priority = priority
        spec.count = count
        spec.labels = try PairArgument.map(labels, flag: "-l", needsValue: false)
        do {
            spec.constraints = try LabelSelector.parse(constraints)
        } catch {
            throw CommandError(.usage, "--constraints: \(error.message)", hint: error.hint)
        }
        spec.tasks = [try task(running: program, context: context)]
        if let shard { spec.shard = Sharding(rule: try PairArgument.shard(shard)) }
        try trust.apply(to: &spec)
        return spec
    }

    private func task(running program: JobProgram, context: CommandContext) throws -> TaskSpec {
        var task = TaskSpec()
        task.name = "main"
        task.engine = program.engine
        task.inputs = try inputs(context) + program.inputs
        task.resultPaths = try resultPaths()
        task.env = try PairArgument.map(env, flag: "--env", needsValue: true)
        if let publisher { task.publisher = try PublisherArgument.parse(publisher) }
        task.resources.cpu = cpu
        task.resources.memory = memory
        task.resources.disk = disk
        task.resources.gpu = gpu
        task.network.mode = try networkMode()
        task.network.domains = domain
        task.timeouts.executionSeconds = try PairArgument.seconds(timeout, flag: "--timeout")
        task.timeouts.queueSeconds = try PairArgument.seconds(queueTimeout, flag: "--queue-timeout")
        return task
    }

    private func inputs(_ context: CommandContext) throws -> [InputSpec] {
        let mounted = try cid.map { text -> InputSpec in
            let bare = text.hasPrefix("ipfs://") ? String(text.dropFirst(7)) : text
            guard CID(bare) != nil else {
                throw CommandError(
                    .usage,
                    "-c '\(text)' is not a CID",
                    hint: "`bacalhau data add PATH` gives the CID of a file or folder"
                )
            }
            let params = JSONValue.object([JSONValue.Member("CID", .string(bare))])
            return InputSpec(source: TypedSpec(type: "ipfs", params: params), target: InputArgument.defaultTarget)
        }
        return try (mounted.map { [$0] } ?? []) + input.map { try InputArgument.parse($0, context: context) }
    }

    /// The named folders and, unless its name or place is taken, `outputs` at `/outputs`.
    private func resultPaths() throws -> [ResultPathSpec] {
        let named = try output.filter { OutputFormat(rawValue: $0) == nil }.map { try PairArgument.result($0) }
        let isTaken = named.contains {
            $0.name == "outputs" || PathRules.canonical($0.path) == PathRules.canonical("/outputs")
        }
        return isTaken ? named : named + [ResultPathSpec(name: "outputs", path: "/outputs")]
    }

    private func networkMode() throws -> NetworkSpec.Mode {
        guard let network else { return domain.isEmpty ? .default : .http }
        if let mode = NetworkSpec.Mode.allCases.first(where: { $0.rawValue.equalsIgnoringCase(network) }) {
            return mode
        }
        let names = NetworkSpec.Mode.allCases.map { $0.rawValue.lowercased() }
        let suggestion = NearestSpelling.of(network, among: names)
        throw CommandError(
            .usage,
            "--network '\(network)' is not one of \(names.joined(separator: ", "))",
            hint: suggestion.map { "did you mean '\($0)'?" }
        )
    }
}
