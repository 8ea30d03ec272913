import Core
import Glibc
import Synchronization

/// The control groups that this process may make, found once: version 2 or version 1, or none.
package final class ControlGroups: Sendable {
    /// Where groups are made.
    ///
    /// Version 1 has a folder per controller, of which some may be missing.
    enum Layout: Hashable, Sendable {
        case v1(memory: String?, pids: String?, cpu: String?, cpuacct: String?)
        case v2(parent: String)
        case none
    }

    let layout: Layout
    /// Groups whose folders are still to be removed; at most those of the runs since the last one was made.
    private let retired = Mutex<[Retired]>([])

    /// A group that nobody else refers to any more.
    private struct Retired: @unchecked Sendable {
        // Reached only under the lock of `retired`, after the run's own thread has given it up.
        let group: ControlGroup
        init(_ group: ControlGroup) { self.group = group }
    }

    /// Counts all groups of this process, so that no two have the same name.
    private static let counter = Atomic<Int>(0)
    private static let prefix = "bacalhau-"

    /// A name for a new group that tells whose it is.
    static func newName() -> String {
        "\(prefix)\(getpid())-\(counter.add(1, ordering: .relaxed).newValue)"
    }

    init(layout: Layout) { self.layout = layout }

    /// Looks what this host lets us use, and removes groups that dead processes of ours have left.
    package convenience init() {
        self.init(layout: Self.detect())
        sweep()
    }

    /// Runs without control groups, as on a host that permits none: weaker limits hold then.
    package static func unavailable() -> ControlGroups { ControlGroups(layout: .none) }

    /// What holds which limit, for people.
    package var summary: String {
        switch layout {
        case .v2: "memory, processes and CPU by cgroup v2"
        case .v1(let memory, let pids, let cpu, _):
            [
                "memory by " + (memory == nil ? "rlimit" : "cgroup v1"),
                "processes by " + (pids == nil ? "rlimit" : "cgroup v1"),
                cpu == nil ? "CPU not limited" : "CPU by cgroup v1",
            ].joined(separator: ", ")
        case .none: "memory and processes by rlimit, CPU not limited"
        }
    }

    var holdsMemory: Bool {
        switch layout {
        case .v2: true
        case .v1(let memory, _, _, _): memory != nil
        case .none: false
        }
    }

    var holdsProcesses: Bool {
        switch layout {
        case .v2: true
        case .v1(_, let pids, _, _): pids != nil
        case .none: false
        }
    }

    /// Makes a group with these limits; nil when there are no groups here.
    func make(cpuMillis: Int, memoryBytes: Int64, processesMax: Int) throws -> ControlGroup? {
        if layout == .none { return nil }
        removeRetired()
        let group = ControlGroup(layout: layout, name: Self.newName())
        do {
            try group.create(cpuMillis: cpuMillis, memoryBytes: memoryBytes, processesMax: processesMax)
        } catch {
            group.remove()
            throw error
        }
        return group
    }

    /// Gives up a group whose processes have ended: the kernel may need a moment to let go of the last one, and the run
    /// does not wait for it.
    func retire(_ group: ControlGroup) {
        if !group.removeNow() { retired.withLock { $0.append(Retired(group)) } }
    }

    private func removeRetired() {
        retired.withLock { groups in groups.removeAll { $0.group.removeNow() } }
    }

    deinit {
        for entry in retired.withLock({ $0 }) { entry.group.remove() }
    }

    /// Removes groups named after processes that do not live any more.
    func sweep() {
        for parent in folders {
            for name in HostCall.names(in: parent) ?? [] where name.hasPrefix(Self.prefix) {
                let digits = name.dropFirst(Self.prefix.count).prefix { $0.isNumber }
                guard let pid = pid_t(digits), kill(pid, 0) != 0, errno == ESRCH else { continue }
                rmdir(parent + "/" + name)
            }
        }
    }

    private var folders: [String] {
        switch layout {
        case .v1(let memory, let pids, let cpu, let cpuacct): [memory, pids, cpu, cpuacct].compactMap { $0 }
        case .v2(let parent): [parent]
        case .none: []
        }
    }
}
