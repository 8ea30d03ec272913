package import Core
import Glibc
import Synchronization

/// Runs native commands and Python scripts under bubblewrap: kind `sandbox`.
///
/// A program sees the host's `/usr` read-only, its inputs read-only where they lie, an own `/tmp` in memory, and one
/// writable folder per result path. The result path named `outputs` is the working folder; a task without one works
/// in `/work`, which is gone with the run. There is no network unless the request permits it; then the program uses
/// the host's. What it prints or writes is not promised to be the same twice.
package final class SandboxEngine: ExecutionEngine {
    package let kind = "sandbox"

    /// The kernel takes no single argument of 128 KiB or more; a longer line goes into a file.
    private static let argumentBytesMax = 100 << 10

    private let configuration: SandboxConfiguration
    private let groups: ControlGroups
    /// Found by the first probe or run; a failure is looked at again the next time.
    private let system = Mutex<HostSystem?>(nil)
    private let python = Mutex<PythonRuntime?>(nil)

    /// Looks at the control groups of this host; nothing is started yet.
    package init(_ configuration: SandboxConfiguration, groups: ControlGroups = ControlGroups()) {
        self.configuration = configuration
        self.groups = groups
    }

    package func probe() async -> EngineStatus {
        do {
            let system = try await DedicatedThread.run { [self] in try usableSystem() }
            let version = "bubblewrap \(system.version) on \(HostPlatform.name()) (\(groups.summary))"
            return EngineStatus(kind: kind, isAvailable: true, version: version)
        } catch {
            return EngineStatus(kind: kind, isAvailable: false, reason: "\(error)")
        }
    }

    package func validate(_ task: TaskSpec) throws {
        _ = try SandboxParameters(task.engine)
        let paths = try SandboxPaths(task)
        _ = try paths.places(of: task.inputs.map(\.target))
        for (key, value) in task.env.pairs.map({ ($0.key, $0.value) }) { try Self.checkVariable(key, value) }
    }

    package func prepare(_ request: ExecutionRequest) async throws {
        guard case .script(let script) = try SandboxParameters(request.task.engine).program,
            !script.requirements.isEmpty
        else { return }
        let killSwitch = try KillSwitch()
        try await cancellable(killSwitch) { [self] in
            _ = try packages(script, request, killSwitch)
        }
    }

    package func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        try validate(request.task)
        let killSwitch = try KillSwitch()
        return try await cancellable(killSwitch) { [self] in
            try runBlocking(request, killSwitch)
        }
    }

    /// The requirements' folder, installed now if `prepare` was not called or its result was removed since.
    private func packages(
        _ script: SandboxParameters.Script,
        _ request: ExecutionRequest,
        _ killSwitch: KillSwitch
    ) throws -> String? {
        let cache = RequirementsCache(configuration: configuration, groups: groups)
        let runtime = try usablePython()
        if let folder = cache.folder(script.requirements, runtime), !HostCall.isDirectory(folder) {
            request.onPhase?(.preparing, "installing Python packages")
        }
        return try cache.install(
            script.requirements,
            runtime,
            try usableSystem(),
            permitsNetwork: request.permitsNetwork,
            killSwitch
        )
    }

    /// Runs the task on the calling thread, until its end or until the switch is fired.
    func runBlocking(_ request: ExecutionRequest, _ killSwitch: KillSwitch) throws -> ExecutionOutcome {
        let system = try usableSystem()
        var extras: [String] = []
        var run = try SandboxRun(request, system, groups, openFilesMax: configuration.openFilesMax)
        switch try SandboxParameters(request.task.engine).program {
        case .command(let line) where line.utf8.count > Self.argumentBytesMax:
            let file = SandboxPaths.scriptFolder + "/command.sh"
            extras = ["--ro-bind", try run.addFile("script", line), file]
            run.command = ["/bin/sh", file]
        case .command(let line): run.command = ["/bin/sh", "-c", line]
        case .executable(let words): run.command = words
        case .script(let script):
            let runtime = try usablePython()
            let file = SandboxPaths.scriptFolder + "/" + script.name
            extras = runtime.options + ["--ro-bind", try run.addFile("script", script.text), file]
            if let folder = try packages(script, request, killSwitch) {
                extras += ["--ro-bind", folder, SandboxPaths.packagesFolder]
                let own = run.environment["PYTHONPATH"].map { ":" + $0 } ?? ""
                run.environment["PYTHONPATH"] = SandboxPaths.packagesFolder + own
            }
            run.command = [runtime.executable, "-s", "-B", "-u", file] + script.arguments
        }
        request.onPhase?(.running, "")
        return try run.run(extras: extras, killSwitch)
    }

    /// Runs blocking work on its own thread; cancelling the task fires the switch.
    private func cancellable<Value: Sendable>(
        _ killSwitch: KillSwitch,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            try await DedicatedThread.run(body)
        } onCancel: {
            killSwitch.fire()
        }
    }

    /// Looks for bubblewrap and tries it once; what was found is kept.
    func usableSystem() throws -> HostSystem {
        if let found = system.withLock({ $0 }) { return found }
        let found = try HostSystem(
            stateFolder: configuration.cacheFolder + "/system",
            environment: configuration.environment,
            bubblewrap: configuration.bubblewrapPath
        )
        try SandboxTrial.run(found)
        system.withLock { $0 = found }
        return found
    }

    private func usablePython() throws -> PythonRuntime {
        if let found = python.withLock({ $0 }) { return found }
        let found = try PythonRuntime.find(configuration.environment)
        python.withLock { $0 = found }
        return found
    }

    /// Throws `validation` for a variable that no process can have.
    static func checkVariable(_ key: String, _ value: String) throws {
        if key.isEmpty || key.utf8.contains(0) || key.contains("=") {
            throw SandboxPaths.invalid("Env", key, "must have names that are not empty and without =")
        }
        if value.utf8.contains(0) || value.utf8.count > argumentBytesMax {
            throw SandboxPaths.invalid("Env." + key, "", "must have at most \(argumentBytesMax) bytes and no NUL")
        }
    }
}
