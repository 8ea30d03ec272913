import Glibc
import Testing

@testable import Engines

/// Where control groups are found and what is written into them; version 2 on a folder that looks like it.
@Suite struct ControlGroupTests {
    @Test func findsVersionOneAndTwoMounts() {
        let mountinfo = """
            30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct
            31 25 0:27 /docker/abc /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory
            32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """
        let memberships = "4:memory:/docker/abc/x\n2:cpu,cpuacct:/\n0::/user.slice/a:b\n"
        let mounts = CgroupMounts(mountinfo: mountinfo, memberships: memberships)
        #expect(mounts.unified == "/sys/fs/cgroup/unified/user.slice/a:b")
        #expect(mounts.controller("memory") { _ in true } == "/sys/fs/cgroup/memory/x")
        #expect(mounts.controller("memory") { !$0.hasSuffix("x") } == "/sys/fs/cgroup/memory")
        #expect(mounts.controller("cpuacct") { _ in true } == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(mounts.controller("pids") { _ in true } == nil)
    }

    /// The kernel's files are stood in for by plain files: what is written to them and read from them is checked.
    @Test func readsVersionTwoFigures() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { FolderRemoval.remove(folder) }
        try HostCall.makeDirectories(folder + "/run")
        let files = [
            ("memory.events", "low 0\noom 2\noom_kill 1\n"), ("memory.peak", "4096\n"),
            ("cpu.stat", "usage_usec 1500\nuser_usec 1000\n"), ("cgroup.procs", "12\n13\n"),
        ]
        for (name, text) in files { try HostCall.writeNew(folder + "/run/" + name, text.utf8) }
        let group = ControlGroup(layout: .v2(parent: folder), name: "run")
        #expect(group.outOfMemoryKills == 1)
        #expect(group.usage().cpuNanoseconds == 1_500_000)
        #expect(group.usage().memoryPeakBytes == 4096)
        #expect(!group.isEmpty)
    }

    @Test func preparesAParentOnlyWithAllControllers() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { FolderRemoval.remove(folder) }
        try HostCall.writeNew(folder + "/cgroup.controllers", "hugetlb\n".utf8)
        try HostCall.writeNew(folder + "/cgroup.subtree_control", "".utf8)
        #expect(ControlGroups.preparedParent(folder) == nil)
        #expect(HostCall.writeControl(folder + "/cgroup.subtree_control", "cpu memory pids"))
        #expect(ControlGroups.preparedParent(folder) == folder)
    }

    @Test func sweepsGroupsOfDeadProcessesOnly() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { FolderRemoval.remove(folder) }
        let gone = try HostCommand.run("/bin/sh", ["-c", "echo $$"], environment: []).output.dropLast()
        for name in ["bacalhau-\(gone)-1", "bacalhau-\(getpid())-1", "other-\(gone)"] {
            try HostCall.makeDirectories(folder + "/" + name)
        }
        ControlGroups(layout: .v2(parent: folder)).sweep()
        #expect(HostCall.names(in: folder) == ["bacalhau-\(getpid())-1", "other-\(gone)"])
    }
}
