import Core
import Glibc

/// The control group of one run: holds its processes to their limits and counts what they use.
///
/// Used by one thread.
final class ControlGroup {
    private let memory: String?
    private let pids: String?
    private let cpu: String?
    private let cpuacct: String?
    private let isUnified: Bool
    let folders: [String]
    private var joins: [Int32] = []

    /// Processes of bubblewrap itself, which count against the limit on processes too.
    private static let sandboxProcesses = 2
    private static let periodMicroseconds = 100_000
    /// The kernel takes no smaller quota than this.
    private static let quotaMicrosecondsMin = 1000
    private static let removalAttemptsMax = 200

    init(layout: ControlGroups.Layout, name: String) {
        switch layout {
        case .v1(let memory, let pids, let cpu, let cpuacct):
            let child = { (parent: String?) in parent.map { $0 + "/" + name } }
            self.memory = child(memory)
            self.pids = child(pids)
            self.cpu = child(cpu)
            self.cpuacct = child(cpuacct)
            isUnified = false
        case .v2(let parent):
            let folder = parent + "/" + name
            (memory, pids, cpu, cpuacct) = (folder, folder, folder, folder)
            isUnified = true
        case .none:
            (memory, pids, cpu, cpuacct) = (nil, nil, nil, nil)
            isUnified = false
        }
        var folders: [String] = []
        // Controllers that are mounted together (`cpu,cpuacct`) share one folder.
        for folder in [memory, pids, cpu, cpuacct].compactMap({ $0 }) where !folders.contains(folder) {
            folders.append(folder)
        }
        self.folders = folders
    }

    deinit {
        for fd in joins { close(fd) }
    }

    /// Open files of the groups, into which the child writes itself.
    var joinDescriptors: [Int32] { joins }

    /// Makes the folders and writes the limits; a `cpuMillis` of 0 means no limit on CPU time.
    func create(cpuMillis: Int, memoryBytes: Int64, processesMax: Int) throws {
        for folder in folders where mkdir(folder, 0o755) != 0 {
            throw HostCall.failure("make the control group \(folder)")
        }
        if let memory {
            if isUnified {
                try write(memory, "memory.max", "\(memoryBytes)")
                writeIfPresent(memory, "memory.swap.max", "0")
                writeIfPresent(memory, "memory.oom.group", "1")
            } else {
                try write(memory, "memory.limit_in_bytes", "\(memoryBytes)")
                writeIfPresent(memory, "memory.memsw.limit_in_bytes", "\(memoryBytes)")
                writeIfPresent(memory, "memory.swappiness", "0")
            }
        }
        if let pids { try write(pids, "pids.max", "\(processesMax + Self.sandboxProcesses)") }
        if let cpu, cpuMillis > 0 {
            let quota = max(Self.quotaMicrosecondsMin, cpuMillis * (Self.periodMicroseconds / 1000))
            if isUnified {
                try write(cpu, "cpu.max", "\(quota) \(Self.periodMicroseconds)")
            } else {
                try write(cpu, "cpu.cfs_period_us", "\(Self.periodMicroseconds)")
                try write(cpu, "cpu.cfs_quota_us", "\(quota)")
            }
        }
        for folder in folders {
            // A single thread that moves itself by `tasks` does not wait for all forks of the machine to pause, which
            // `cgroup.procs` does: that can take ten milliseconds. Version 2 has no such file.
            let file = folder + (isUnified ? "/cgroup.procs" : "/tasks")
            let fd = open(file, O_WRONLY | O_CLOEXEC)
            guard fd >= 0 else { throw HostCall.failure("open \(file)") }
            joins.append(fd)
        }
    }

    var isEmpty: Bool { members.isEmpty }

    /// Kills every process of the group.
    func killAll() {
        if isUnified, let memory, HostCall.writeControl(memory + "/cgroup.kill", "1") { return }
        for pid in members where pid > 0 { kill(pid, SIGKILL) }
    }

    /// How often the kernel killed a process because the memory limit was reached.
    var outOfMemoryKills: Int {
        guard let memory else { return 0 }
        return value("oom_kill", in: memory + (isUnified ? "/memory.events" : "/memory.oom_control"))
    }

    /// CPU time and the most memory used so far; nil where this group does not count it.
    func usage() -> (cpuNanoseconds: UInt64?, memoryPeakBytes: UInt64?) {
        let peak = memory.flatMap { number($0 + (isUnified ? "/memory.peak" : "/memory.max_usage_in_bytes")) }
        guard let cpuacct else { return (nil, peak) }
        if isUnified { return (UInt64(value("usage_usec", in: cpuacct + "/cpu.stat")) * 1000, peak) }
        return (number(cpuacct + "/cpuacct.usage"), peak)
    }

    /// Removes the folders as far as they can be removed at once; true when none is left.
    func removeNow() -> Bool {
        var isGone = true
        for folder in folders where rmdir(folder) != 0 && errno != ENOENT { isGone = false }
        return isGone
    }

    /// Removes the folders; the kernel lets go of an ended process a moment after it is gone from the list.
    func remove() {
        for folder in folders {
            for _ in 0..<Self.removalAttemptsMax {
                if rmdir(folder) == 0 || errno != EBUSY { break }
                killAll()
                poll(nil, 0, 1)
            }
        }
    }

    private var members: [pid_t] {
        guard let folder = pids ?? memory ?? cpu ?? cpuacct else { return [] }
        let text = HostCall.readText(folder + "/cgroup.procs") ?? ""
        return text.split(separator: "\n").compactMap { pid_t($0) }
    }

    private func write(_ folder: String, _ file: String, _ text: String) throws {
        guard HostCall.writeControl(folder + "/" + file, text) else {
            throw HostCall.failure("write \(text) to \(folder)/\(file)")
        }
    }

    private func writeIfPresent(_ folder: String, _ file: String, _ text: String) {
        _ = HostCall.writeControl(folder + "/" + file, text)
    }

    private func number(_ path: String) -> UInt64? {
        HostCall.readText(path).flatMap { UInt64($0.split(whereSeparator: \.isNewline).first ?? "") }
    }

    private func value(_ key: String, in path: String) -> Int {
        for line in (HostCall.readText(path) ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == key { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}
