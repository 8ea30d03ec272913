import Core
import Glibc

/// One run of a task: lays out its scratch folder, runs its program and collects what it left.
struct SandboxRun {
    var command: [String] = []
    var environment: StringMap

    private let request: ExecutionRequest
    private let system: HostSystem
    private let groups: ControlGroups
    private let openFilesMax: UInt64
    private let paths: SandboxPaths
    private let resultFolders: [String]
    private let places: [String]
    private var inputs: InputTree

    /// Makes the folders of the run and places its inputs.
    init(_ request: ExecutionRequest, _ system: HostSystem, _ groups: ControlGroups, openFilesMax: UInt64) throws {
        self.request = request
        self.system = system
        self.groups = groups
        self.openFilesMax = openFilesMax
        environment = request.env
        for pair in request.env.pairs { try SandboxEngine.checkVariable(pair.key, pair.value) }
        paths = try SandboxPaths(request.task)
        let scratch = request.scratchPath
        for name in ["", "/files", "/results", "/streams"] { try HostCall.makeDirectories(scratch + name) }
        // Results carry the program's modes until they are collected: nobody else may reach them.
        guard chmod(scratch, 0o700) == 0 else { throw HostCall.failure("close the folder \(scratch) to others") }
        resultFolders = paths.results.indices.map { "\(scratch)/results/\($0)" }
        for folder in resultFolders { try HostCall.makeDirectories(folder) }
        places = try paths.places(of: request.mounts.map(\.target))
        inputs = InputTree(treeFolder: system.treeFolder, scratch: scratch)
        for (mount, place) in zip(request.mounts, places) { try inputs.add(mount, at: place) }
    }

    /// Makes a file in the scratch folder and returns its path.
    func addFile(_ name: String, _ text: String) throws -> String {
        let path = request.scratchPath + "/files/" + name
        try HostCall.writeNew(path, text.utf8)
        return path
    }

    /// Runs the program and collects; `extras` are options that show what the program itself consists of.
    func run(extras: [String], _ killSwitch: KillSwitch) throws -> ExecutionOutcome {
        let limits = request.limits
        let outputLimits = OutputLimits(
            bytesMax: UInt64(max(0, limits.outputBytesMax)),
            filesMax: limits.outputFilesMax
        )
        var options = BubblewrapOptions(
            system: system,
            permitsNetwork: request.permitsNetwork,
            memoryBytes: limits.memoryBytes,
            environment: environment,
            workFolder: paths.workFolder
        )
        options.writable = zip(resultFolders, paths.results).map { ($0, $1.path) }
        options.extras = extras
        options.binds = inputs.binds
        options.links = inputs.links
        options.inputSteps = inputs.steps
        let meter = OutputMeter(folders: resultFolders, limits: outputLimits)
        let session = SandboxSession(
            system: system,
            groups: groups,
            options: options,
            command: command,
            cpuMillis: limits.cpuMillis,
            memoryBytes: limits.memoryBytes,
            processesMax: limits.processesMax,
            openFilesMax: openFilesMax,
            fileBytesMax: outputLimits.bytesMax,
            wallTime: limits.wallTime,
            watch: resultFolders.isEmpty ? nil : Supervisor.Watch(check: meter.check(firstProcess:))
        )
        let (ended, supervisor) = try session.run(killSwitch, stdout: capture(.stdout), stderr: capture(.stderr))
        return outcome(ended, supervisor, outputLimits)
    }

    private func outcome(
        _ ended: SandboxSession.Ended,
        _ supervisor: Supervisor,
        _ limits: OutputLimits
    ) -> ExecutionOutcome {
        var outcome = ExecutionOutcome(exitCode: ended.exitCode)
        outcome.failure = ended.failure
        outcome.isPermanent = ended.isPermanent
        // The limits of a sandbox count time, pages and files of this machine: another one may come to another end.
        outcome.isRepeatable = ended.failure == nil
        outcome.usage = ended.usage
        outcome.usage.inputBytes = inputs.contentBytes
        var collector = ResultCollector(limits: limits, mountPoints: mountPoints())
        do {
            outcome.results = try collectResults(&collector)
        } catch let error as CoreError {
            // The first failure is the cause; results beyond a limit are not kept.
            outcome.failure = outcome.failure ?? error
            outcome.isPermanent = outcome.isPermanent || error.code == .exhausted
            outcome.isRepeatable = false
        } catch {
            outcome.failure = outcome.failure ?? CoreError(.io, "\(error)", component: HostCall.component)
            outcome.isRepeatable = false
        }
        for note in collector.notes { supervisor.addNote(note) }
        outcome.usage.outputBytes = collector.bytes
        outcome.stdoutTruncated = supervisor.stdout.isTruncated
        outcome.stderrTruncated = supervisor.stderr.isTruncated
        (outcome.stdout, outcome.stderr) = supervisor.takeStreams()
        return outcome
    }

    private func collectResults(_ collector: inout ResultCollector) throws -> [ResultEntry] {
        var results: [ResultEntry] = []
        for (folder, result) in zip(resultFolders, paths.results) {
            results.append(ResultEntry(name: result.name, node: try collector.collect(folder, place: result.path)))
        }
        return results.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Inputs that lie inside of result folders, and the folders between: bubblewrap makes them on the host.
    private func mountPoints() -> Set<String> {
        var points: Set<String> = []
        for place in places {
            guard let result = paths.results.first(where: { SandboxPaths.isInside(place, $0.path) }) else { continue }
            var path = place
            while path != result.path, let slash = path.lastIndex(of: "/") {
                points.insert(path)
                path = String(path[..<slash])
            }
        }
        return points
    }

    private func capture(_ stream: OutputStream) -> StreamCapture {
        StreamCapture(
            stream,
            bytesMax: max(0, request.limits.streamBytesMax),
            spillPath: request.scratchPath + (stream == .stdout ? "/streams/stdout" : "/streams/stderr"),
            onOutput: request.onOutput
        )
    }
}
