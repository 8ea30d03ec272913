import Core
import Glibc

extension ControlGroups {
    /// Version 2 when its controllers can be used, else what version 1 offers.
    static func detect() -> Layout {
        guard let mounts = HostCall.readText("/proc/self/mountinfo"),
            let memberships = HostCall.readText("/proc/self/cgroup")
        else { return .none }
        let found = CgroupMounts(mountinfo: mounts, memberships: memberships)
        if let parent = found.unified, let usable = preparedParent(parent) { return .v2(parent: usable) }
        let memory = found.controller("memory", isUsable: canMakeGroup)
        let pids = found.controller("pids", isUsable: canMakeGroup)
        let cpu = found.controller("cpu", isUsable: canMakeGroup)
        let cpuacct = found.controller("cpuacct", isUsable: canMakeGroup)
        if memory == nil && pids == nil && cpu == nil { return .none }
        return .v1(memory: memory, pids: pids, cpu: cpu, cpuacct: cpuacct)
    }

    private static func canMakeGroup(_ folder: String) -> Bool {
        let probe = folder + "/" + newName()
        guard mkdir(probe, 0o755) == 0 else { return false }
        return rmdir(probe) == 0
    }

    /// A version 2 group below which groups with limits can be made, or nil.
    ///
    /// A group other than the root must hold no process before its children get controllers. When this process is the
    /// only one in a group that was delegated to it, it moves into a child.
    static func preparedParent(_ parent: String) -> String? {
        let wanted = ["cpu", "memory", "pids"]
        let control = parent + "/cgroup.subtree_control"
        let isEnabled = {
            let words = (HostCall.readText(control) ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
            return wanted.allSatisfy(words.contains)
        }
        guard canMakeGroup(parent) else { return nil }
        if isEnabled() { return parent }
        let present = (HostCall.readText(parent + "/cgroup.controllers") ?? "").split(whereSeparator: \.isWhitespace)
        guard wanted.allSatisfy({ present.contains(Substring($0)) }) else { return nil }
        let enable = { HostCall.writeControl(control, wanted.map { "+" + $0 }.joined(separator: " ")) }
        if enable(), isEnabled() { return parent }
        let members = (HostCall.readText(parent + "/cgroup.procs") ?? "").split(whereSeparator: \.isNewline)
        guard members == [Substring(String(getpid()))] else { return nil }
        let own = parent + "/" + newName()
        guard mkdir(own, 0o755) == 0 else { return nil }
        guard HostCall.writeControl(own + "/cgroup.procs", "0"), enable(), isEnabled() else { return nil }
        return parent
    }
}

/// Where the control group file systems are mounted and which groups this process is in.
struct CgroupMounts {
    /// Folder of our own group in the version 2 hierarchy.
    private(set) var unified: String?
    /// By controller: our own group's folder and, after it, the hierarchy's root.
    private var controllers: [String: [String]] = [:]

    /// Parses `/proc/self/mountinfo` and `/proc/self/cgroup` (proc(5), cgroups(7)).
    init(mountinfo: String, memberships: String) {
        var own: [String: String] = [:]
        for line in memberships.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            for name in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
                own[String(name)] = String(parts[2])
            }
        }
        for line in mountinfo.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 3, fields.count > 4 else { continue }
            let point = String(fields[4])
            let root = String(fields[3])
            if fields[dash + 1] == "cgroup2" {
                unified = Self.folder(point, root, own[""] ?? "/")
            } else if fields[dash + 1] == "cgroup" {
                for name in fields[dash + 3].split(separator: ",").map(String.init) {
                    guard let path = own[name] else { continue }
                    controllers[name] = [Self.folder(point, root, path), point].compactMap { $0 }
                }
            }
        }
    }

    /// The folder for groups of a version 1 controller: below our own group if possible, else below the root.
    func controller(_ name: String, isUsable: (String) -> Bool) -> String? {
        controllers[name]?.first(where: isUsable)
    }

    /// Joins a mount point and a group's path; a mount that shows only a part of the hierarchy hides its root's path.
    private static func folder(_ point: String, _ root: String, _ path: String) -> String? {
        if path == "/" || path == root { return point }
        if root == "/" { return point + path }
        return path.hasPrefix(root + "/") ? point + path.dropFirst(root.count) : nil
    }
}
