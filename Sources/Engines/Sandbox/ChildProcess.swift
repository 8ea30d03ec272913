import CSpawn
import Core
import Glibc

/// What is started: a program, its descriptors, and what limits it before its first instruction.
struct ChildRequest {
    /// Mounts that only the child sees.
    struct Tree {
        enum Step {
            case directory(String)
            case symlink(target: String, at: String)
            case file(source: String, at: String)
            case folder(source: String, at: String)
            /// A device node whose mode the child must not change.
            case protect(String)
        }

        /// An empty folder in which the other steps make a tree; nil when there are none.
        var root: String?
        var steps: [Step]
    }

    struct Limit {
        enum Resource: Sendable {
            case core, files, fileBytes, addressSpace, processes
        }

        var resource: Resource
        var value: UInt64
    }

    var path: String
    var arguments: [String]
    var environment: [String] = []
    /// The child's descriptor i is `descriptors[i]`; it has no others.
    var descriptors: [Int32] = []
    /// Open `cgroup.procs` files.
    var groups: [Int32] = []
    var limits: [Limit] = []
    var tree: Tree?
}

/// A started child: the caller waits for it with `wait()` exactly once.
struct ChildProcess: ~Copyable {
    let pid: pid_t
    let handle: OwnedDescriptor

    /// How a child ended, and what it and the children it waited for used.
    struct Ending {
        /// The exit code, or 128+n for signal n.
        var code: Int
        var cpuNanoseconds: UInt64
        var memoryPeakBytes: UInt64
    }

    /// Starts the program.
    ///
    /// It dies with the calling thread when it asked for that (`PR_SET_PDEATHSIG`).
    static func start(_ request: ChildRequest) throws -> ChildProcess {
        let strings = CStrings()
        var raw = cspawn_request()
        let argv = strings.array([request.path] + request.arguments)
        let environment = strings.array(request.environment)
        let limits = request.limits.map { cspawn_limit(resource: number($0.resource), value: $0.value) }
        let steps = (request.tree?.steps ?? []).map { step -> cspawn_step in
            switch step {
            case .directory(let path):
                cspawn_step(kind: Int32(CSPAWN_DIRECTORY), source: nil, destination: strings.add(path))
            case .symlink(let target, let path):
                cspawn_step(
                    kind: Int32(CSPAWN_SYMLINK),
                    source: strings.add(target),
                    destination: strings.add(path)
                )
            case .file(let source, let path):
                cspawn_step(kind: Int32(CSPAWN_FILE), source: strings.add(source), destination: strings.add(path))
            case .folder(let source, let path):
                cspawn_step(kind: Int32(CSPAWN_FOLDER), source: strings.add(source), destination: strings.add(path))
            case .protect(let path):
                cspawn_step(kind: Int32(CSPAWN_PROTECT), source: nil, destination: strings.add(path))
            }
        }
        raw.path = strings.constant(request.path)
        raw.tree = (request.tree?.root).flatMap { strings.constant($0) }
        var result = cspawn_result()
        let code = argv.withUnsafeBufferPointer { argv in
            environment.withUnsafeBufferPointer { environment in
                request.descriptors.withUnsafeBufferPointer { descriptors in
                    request.groups.withUnsafeBufferPointer { groups in
                        limits.withUnsafeBufferPointer { limits in
                            steps.withUnsafeBufferPointer { steps in
                                raw.argv = argv.baseAddress
                                raw.envp = environment.baseAddress
                                raw.fds = descriptors.baseAddress
                                raw.fd_count = Int32(descriptors.count)
                                raw.cgroup_fds = groups.baseAddress
                                raw.cgroup_fd_count = Int32(groups.count)
                                raw.limits = limits.baseAddress
                                raw.limit_count = Int32(limits.count)
                                raw.steps = steps.baseAddress
                                raw.step_count = Int32(steps.count)
                                return cspawn_start(&raw, &result)
                            }
                        }
                    }
                }
            }
        }
        withExtendedLifetime(strings) {}
        guard code == 0 else { throw failure(result, request) }
        return ChildProcess(pid: result.pid, handle: OwnedDescriptor(result.pidfd))
    }

    /// Sends a signal; a child that has ended is not an error.
    func signal(_ number: Int32) { _ = cspawn_pidfd_kill(handle.number, number) }

    /// Blocks until the child ends.
    consuming func wait() -> Ending {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        let seconds = UInt64(usage.ru_utime.tv_sec) + UInt64(usage.ru_stime.tv_sec)
        let microseconds = UInt64(usage.ru_utime.tv_usec) + UInt64(usage.ru_stime.tv_usec)
        return Ending(
            code: signal == 0 ? Int(status >> 8) & 0xFF : 128 + Int(signal),
            cpuNanoseconds: seconds * 1_000_000_000 + microseconds * 1000,
            memoryPeakBytes: UInt64(usage.ru_maxrss) * 1024
        )
    }

    private static func failure(_ result: cspawn_result, _ request: ChildRequest) -> CoreError {
        let index = Int(result.index)
        let action =
            switch Int(result.stage) {
            case CSPAWN_STAGE_NAMESPACE: "make a mount namespace for the inputs"
            case CSPAWN_STAGE_TREE: "mount an input: " + describe(request.tree?.steps[index])
            case CSPAWN_STAGE_CGROUP: "join the control group of the run"
            case CSPAWN_STAGE_DESCRIPTORS: "pass descriptor \(index) to \(request.path)"
            case CSPAWN_STAGE_LIMITS: "set the limit on \(request.limits[index].resource)"
            default: "start \(request.path)"
            }
        return HostCall.failure(action, result.error)
    }

    private static func number(_ resource: ChildRequest.Limit.Resource) -> Int32 {
        switch resource {
        case .core: CSPAWN_LIMIT_CORE
        case .files: CSPAWN_LIMIT_FILES
        case .fileBytes: CSPAWN_LIMIT_FILE_BYTES
        case .addressSpace: CSPAWN_LIMIT_ADDRESS_SPACE
        case .processes: CSPAWN_LIMIT_PROCESSES
        }
    }

    private static func describe(_ step: ChildRequest.Tree.Step?) -> String {
        switch step {
        case .directory(let path): "folder \(path)"
        case .protect(let path): "device \(path)"
        case .symlink(_, let path): "link \(path)"
        case .file(let source, _), .folder(let source, _): source
        case nil: "unknown"
        }
    }
}
