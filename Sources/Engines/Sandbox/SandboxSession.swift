import Core
import Glibc

/// Starts one sandbox on the calling thread and says how it ended: what a run and a preparation have in common.
struct SandboxSession {
    let system: HostSystem
    let groups: ControlGroups
    let options: BubblewrapOptions
    /// The program and its arguments.
    let command: [String]
    var cpuMillis = 0
    var memoryBytes: Int64
    var processesMax: Int
    var openFilesMax: UInt64
    var fileBytesMax: UInt64
    var wallTime: Duration?
    var watch: Supervisor.Watch?

    /// How a sandbox ended and what it used.
    struct Ended {
        var exitCode: Int
        var failure: CoreError?
        /// True when the failure would be the same elsewhere.
        var isPermanent: Bool
        var usage: Usage
    }

    /// Throws `CancellationError` after the kill switch was fired, `io` when the sandbox could not be started.
    func run(
        _ killSwitch: KillSwitch,
        stdout: consuming StreamCapture,
        stderr: consuming StreamCapture
    ) throws -> (Ended, Supervisor) {
        let group = try groups.make(cpuMillis: cpuMillis, memoryBytes: memoryBytes, processesMax: processesMax)
        defer { if let group { groups.retire(group) } }
        var child = ChildRequest(
            path: system.bubblewrap,
            arguments: ["--args", "3", "--info-fd", "4", "--"] + command
        )
        child.limits = limits()
        child.tree = options.tree()
        let plan = Supervisor.Plan(
            child: child,
            options: options.encoded(),
            wallTime: wallTime,
            watch: watch,
            killSwitch: killSwitch,
            group: group
        )
        let supervisor = Supervisor(plan, stdout: stdout, stderr: stderr)
        let ended = try supervisor.run()
        if case .cancelled = ended.interruption { throw CancellationError() }
        var usage = Usage()
        let counted = group?.usage()
        usage.cpuNanoseconds = counted?.cpuNanoseconds ?? ended.ending.cpuNanoseconds
        usage.memoryPeakBytes = counted?.memoryPeakBytes ?? ended.ending.memoryPeakBytes
        usage.wallNanoseconds = ended.wallNanoseconds
        let outOfMemory = (group?.outOfMemoryKills ?? 0) > 0
        return (try judge(ended, outOfMemory, usage, supervisor), supervisor)
    }

    private func judge(
        _ ended: Supervisor.Ended,
        _ outOfMemory: Bool,
        _ usage: Usage,
        _ supervisor: Supervisor
    ) throws -> Ended {
        let code = ended.ending.code
        var result = Ended(exitCode: code, failure: nil, isPermanent: false, usage: usage)
        if case .limit(let error) = ended.interruption {
            result.exitCode = 128 + Int(SIGKILL)
            result.failure = error
            // A limit of the task itself, on time as on output, would be reached on any node.
            result.isPermanent = error.code == .exhausted || error.code == .timeout
        } else if outOfMemory {
            result.exitCode = 128 + Int(SIGKILL)
            result.isPermanent = true
            result.failure = CoreError(
                .exhausted,
                "memory limit exceeded: the program needed more than \(memoryBytes) bytes",
                hint: "ask for more memory",
                component: HostCall.component
            )
        } else if code == 128 + Int(SIGXFSZ) {
            result.isPermanent = true
            result.failure = CoreError(
                .exhausted,
                "output limit exceeded: the program wrote more than \(fileBytesMax) bytes to one file",
                hint: "ask for more disk, or write less",
                component: HostCall.component
            )
        } else if code == 1, supervisor.stderr.keptBytes < 4096 {
            try judgeMessage(supervisor.stderr.tail(4096), &result)
        }
        return result
    }

    /// Tells a sandbox that could not be made from a program that ended with 1.
    private func judgeMessage(_ message: String, _ result: inout Ended) throws {
        guard message.hasPrefix("bwrap: ") else { return }
        let text = message.dropFirst("bwrap: ".count).prefix { $0 != "\n" }
        guard text.hasPrefix("execvp ") else {
            throw CoreError(
                .io,
                "the sandbox could not be made",
                component: HostCall.component,
                cause: String(text)
            )
        }
        let isMissing = text.hasSuffix("No such file or directory")
        result.exitCode = isMissing ? 127 : 126
        result.failure = CoreError(
            .notFound,
            "the program \(command.first ?? "") could not be started in the sandbox",
            hint: "it must be part of the node's /usr or of an input",
            component: HostCall.component,
            cause: String(text.dropFirst("execvp ".count))
        )
    }

    private func limits() -> [ChildRequest.Limit] {
        var limits = [
            ChildRequest.Limit(resource: .core, value: 0),
            ChildRequest.Limit(resource: .files, value: openFilesMax),
            ChildRequest.Limit(resource: .fileBytes, value: fileBytesMax),
        ]
        if !groups.holdsMemory {
            limits.append(ChildRequest.Limit(resource: .addressSpace, value: UInt64(max(0, memoryBytes))))
        }
        if !groups.holdsProcesses {
            // The kernel counts all threads of the user against this limit, also those outside of the sandbox.
            let present = UserThreads.count(of: geteuid())
            limits.append(ChildRequest.Limit(resource: .processes, value: UInt64(present + processesMax + 2)))
        }
        return limits
    }
}

/// Counts what `RLIMIT_NPROC` counts.
enum UserThreads {
    /// Threads of the user's processes at this moment.
    static func count(of user: uid_t) -> Int {
        var total = 0
        for name in HostCall.names(in: "/proc") ?? [] where name.first?.isNumber == true {
            var status = stat()
            guard stat("/proc/\(name)", &status) == 0, status.st_uid == user else { continue }
            guard stat("/proc/\(name)/task", &status) == 0 else { continue }
            total += max(1, Int(status.st_nlink) - 2)
        }
        return total
    }
}
