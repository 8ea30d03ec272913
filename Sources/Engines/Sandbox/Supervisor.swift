import CSpawn
import Core
import Glibc

/// Runs one program from its start to the end of all its processes, on the calling thread.
///
/// Reads its output, holds it to its limits, and ends it when the kill switch fires. When `run()` has returned or
/// thrown, none of the program's processes is left.
final class Supervisor {
    /// What to run and how far it may go.
    struct Plan {
        var child: ChildRequest
        /// Options that the child reads from descriptor 3; with them it reports its inner process on descriptor 4.
        var options: [UInt8]?
        var wallTime: Duration?
        /// Looks at the running program at an interval; an error ends it.
        var watch: Watch?
        var killSwitch: KillSwitch
        var group: ControlGroup?
    }

    /// A check of what the running program has written so far.
    struct Watch {
        /// Is given the id of the sandbox's first process, once it is known.
        var check: (pid_t?) -> CoreError?
        /// The shortest time between two checks; a slow check makes it longer.
        static let intervalNanoseconds: UInt64 = 100_000_000
        /// At most one part in this many of the time goes into checks.
        static let costDivisor: UInt64 = 10
    }

    /// Why the program was ended by us.
    enum Interruption {
        case cancelled
        case limit(CoreError)
    }

    struct Ended {
        var ending: ChildProcess.Ending
        var interruption: Interruption?
        var wallNanoseconds: UInt64
    }

    /// How long to wait for killed processes to be gone and for their pipes to close.
    private static let cleanupNanoseconds: UInt64 = 10_000_000_000
    private static let chunkBytes = 64 << 10
    private static let infoBytesMax = 4096

    private let plan: Plan
    private(set) var stdout: StreamCapture
    private(set) var stderr: StreamCapture
    private var pipes: [OwnedPipeEnd] = []
    private var inner = OwnedDescriptor(-1)
    private var innerProcess: pid_t?
    private var info: [UInt8] = []
    private var interruption: Interruption?
    private var isKilled = false

    /// The reading end of one of the child's pipes.
    private final class OwnedPipeEnd {
        var descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    private enum PipeIndex {
        static let stdout = 0
        static let stderr = 1
        static let info = 2
    }

    init(_ plan: Plan, stdout: consuming StreamCapture, stderr: consuming StreamCapture) {
        self.plan = plan
        self.stdout = stdout
        self.stderr = stderr
    }

    /// Runs the program to its end; throws when it could not be started or its output could not be kept.
    func run() throws -> Ended {
        let started = HostCall.monotonicNanoseconds()
        let child = try start()
        var problem: (any Error)?
        do {
            try superviseUntilExit(child.handle.number, started: started) { child.signal(SIGKILL) }
        } catch {
            problem = error
            kill { child.signal(SIGKILL) }
        }
        let ending = child.wait()
        endAllProcesses()
        let wall = HostCall.monotonicNanoseconds() - started
        if problem == nil {
            do { try drain() } catch { problem = error }
        }
        if let problem { throw problem }
        return Ended(ending: ending, interruption: interruption, wallNanoseconds: wall)
    }

    /// What was kept of both streams; call it once, after `run()`.
    func takeStreams() -> (stdout: ResultNode, stderr: ResultNode) {
        let empty = { StreamCapture(.stdout, bytesMax: 0, spillPath: "") }
        let out = exchange(&stdout, with: empty())
        let err = exchange(&stderr, with: empty())
        return (out.finish(), err.finish())
    }

    /// Adds a line of ours to stderr, where the user sees it.
    ///
    /// A full stream or disk drops it.
    func addNote(_ text: String) { try? stderr.append(Array((text + "\n").utf8)[...]) }

    // MARK: - Start

    private func start() throws -> ChildProcess {
        let null = OwnedDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))
        guard null.isOpen else { throw HostCall.failure("open /dev/null") }
        let out = try OwnedDescriptor.pipe("stdout")
        let err = try OwnedDescriptor.pipe("stderr")
        let report = try OwnedDescriptor.pipe("the sandbox's report")
        var request = plan.child
        request.descriptors = [null.number, out.writing.number, err.writing.number]
        var options = OwnedDescriptor(-1)
        if let bytes = plan.options {
            options = OwnedDescriptor(cspawn_memfd("sandbox-options"))
            guard options.isOpen else { throw HostCall.failure("make a memory file for the sandbox's options") }
            try HostCall.writeAll(options.number, bytes, "the sandbox's options")
            lseek(options.number, 0, SEEK_SET)
            request.descriptors += [options.number, report.writing.number]
        }
        request.groups = plan.group?.joinDescriptors ?? []
        let child = try ChildProcess.start(request)
        pipes = [OwnedPipeEnd(out.reading), OwnedPipeEnd(err.reading), OwnedPipeEnd(report.reading)]
        return child
    }

    // MARK: - Supervision

    private func superviseUntilExit(_ handle: Int32, started: UInt64, kill terminate: () -> Void) throws {
        let deadline = plan.wallTime.map { started &+ $0.clampedNanoseconds }
        var nextCheck = plan.watch == nil ? UInt64.max : started + Watch.intervalNanoseconds
        while true {
            let now = HostCall.monotonicNanoseconds()
            if let deadline, now >= deadline, !isKilled, let wallTime = plan.wallTime {
                interrupt(.limit(Self.timeError(wallTime)), terminate)
            }
            if now >= nextCheck, !isKilled, let watch = plan.watch {
                if let error = watch.check(innerProcess) { interrupt(.limit(error), terminate) }
                let cost = HostCall.monotonicNanoseconds() - now
                nextCheck = now + max(Watch.intervalNanoseconds, cost * Watch.costDivisor)
            }
            let wake = isKilled ? now + Watch.intervalNanoseconds : min(deadline ?? UInt64.max, nextCheck)
            let killDescriptor = isKilled ? -1 : plan.killSwitch.descriptor
            let ready = try poll([handle, killDescriptor], until: wake, now: now)
            if ready[1] { interrupt(.cancelled, terminate) }
            if isKilled { kill(terminate) }
            if ready[0] { return }
        }
    }

    /// Waits for the given descriptors and the pipes; takes what the pipes hold.
    private func poll(_ descriptors: [Int32], until wake: UInt64, now: UInt64) throws -> [Bool] {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        entries += pipes.map { pollfd(fd: $0.descriptor.number, events: Int16(POLLIN), revents: 0) }
        // Rounded up, so that a wait for less than a millisecond does not become a busy loop.
        let milliseconds = wake <= now ? 0 : (wake - now) / 1_000_000 + 1
        let timeout = wake == UInt64.max ? -1 : Int32(clamping: milliseconds)
        let count = Glibc.poll(&entries, nfds_t(entries.count), timeout)
        if count < 0 && errno != EINTR { throw HostCall.failure("wait for the program") }
        if count <= 0 { return descriptors.map { _ in false } }
        for index in pipes.indices where entries[descriptors.count + index].revents != 0 {
            try take(index)
        }
        return descriptors.indices.map { entries[$0].revents != 0 }
    }

    private func take(_ index: Int) throws {
        let number = pipes[index].descriptor.number
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
            count = max(0, Glibc.read(number, buffer.baseAddress, buffer.count))
        }
        if chunk.isEmpty {
            pipes[index].descriptor.close()
            return
        }
        switch index {
        case PipeIndex.stdout: try stdout.append(chunk[...])
        case PipeIndex.stderr: try stderr.append(chunk[...])
        default: learnInnerProcess(chunk)
        }
    }

    /// Reads the id of the sandbox's first process from bubblewrap's report, a small JSON object.
    private func learnInnerProcess(_ chunk: [UInt8]) {
        info.append(contentsOf: chunk.prefix(Self.infoBytesMax - info.count))
        guard !inner.isOpen, info.contains(UInt8(ascii: "}")) else { return }
        let text = String(decoding: info, as: UTF8.self)
        guard let key = text.firstRange(of: "\"child-pid\":") else { return }
        let digits = text[key.upperBound...].drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber }
        guard let pid = pid_t(digits) else { return }
        innerProcess = pid
        inner = OwnedDescriptor(cspawn_pidfd_open(pid))
    }

    // MARK: - Ends

    private func interrupt(_ reason: Interruption, _ terminate: () -> Void) {
        if interruption == nil { interruption = reason }
        kill(terminate)
    }

    /// Kills the sandbox's first process, and with it, by the kernel, all of its process namespace.
    private func kill(_ terminate: () -> Void) {
        isKilled = true
        if inner.isOpen { _ = cspawn_pidfd_kill(inner.number, SIGKILL) }
        plan.group?.killAll()
        terminate()
    }

    /// Waits until no process of the program is left; what still runs is killed.
    private func endAllProcesses() {
        let limit = HostCall.monotonicNanoseconds() + Self.cleanupNanoseconds
        if !inner.isOpen, plan.options != nil {
            _ = try? poll([], until: 0, now: 0)
        }
        if inner.isOpen, let innerProcess {
            _ = cspawn_pidfd_kill(inner.number, SIGKILL)
            if Self.isLast(innerProcess, inner.number) { return }
            // The kernel reports a namespace's first process as ended only after all others in it are gone.
            var entry = pollfd(fd: inner.number, events: Int16(POLLIN), revents: 0)
            if Glibc.poll(&entry, 1, Int32(Self.cleanupNanoseconds / 1_000_000)) == 1 { return }
        }
        guard let group = plan.group else { return }
        while !group.isEmpty, HostCall.monotonicNanoseconds() < limit {
            group.killAll()
            _ = Glibc.poll(nil, 0, 1)
        }
    }

    /// True when the first process of the namespace has no child.
    ///
    /// Then it is the only one there, for orphans become its children. It is dying itself; waiting for that takes
    /// longer, because its mounts are undone first.
    private static func isLast(_ process: pid_t, _ handle: Int32) -> Bool {
        guard let children = HostCall.read("/proc/\(process)/task/\(process)/children") else { return false }
        // Signal 0 asks whether the process that was read is still the one meant.
        return children.isEmpty && cspawn_pidfd_kill(handle, 0) == 0
    }

    /// Reads what is left in the pipes after the last process has ended.
    private func drain() throws {
        let limit = HostCall.monotonicNanoseconds() + Self.cleanupNanoseconds
        pipes[PipeIndex.info].descriptor.close()
        while pipes[PipeIndex.stdout].descriptor.isOpen || pipes[PipeIndex.stderr].descriptor.isOpen {
            let now = HostCall.monotonicNanoseconds()
            if now >= limit { return }
            _ = try poll([], until: limit, now: now)
        }
    }

    private static func timeError(_ wallTime: Duration) -> CoreError {
        CoreError(
            .timeout,
            "the program took longer than \(wallTime.inSeconds) and was ended",
            hint: "give the task a longer ExecutionTimeout, or less work",
            component: HostCall.component
        )
    }
}

/// Replaces a value that cannot be copied and returns the one before.
private func exchange<Value: ~Copyable>(_ place: inout Value, with value: consuming Value) -> Value {
    let before = consume place
    place = value
    return before
}

extension Duration {
    /// Whole nanoseconds, at least 0 and at most a hundred years.
    var clampedNanoseconds: UInt64 {
        let seconds = max(0, min(components.seconds, 3_155_760_000))
        return UInt64(seconds) * 1_000_000_000 + UInt64(max(0, components.attoseconds / 1_000_000_000))
    }

    /// The duration for people, such as `1.5s`.
    var inSeconds: String {
        let milliseconds = clampedNanoseconds / 1_000_000
        if milliseconds % 1000 == 0 { return "\(milliseconds / 1000)s" }
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction + "s"
    }
}
