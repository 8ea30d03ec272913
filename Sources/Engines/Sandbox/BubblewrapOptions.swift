import Core

/// The command line of bubblewrap for one sandbox, in the order in which bubblewrap carries it out.
struct BubblewrapOptions {
    /// Id of the program inside, for user and group; it has no capabilities.
    private static let id = "65534"
    /// The smallest size of each memory-backed folder.
    private static let temporaryBytesMin: Int64 = 16 << 20

    let system: HostSystem
    var permitsNetwork: Bool
    var memoryBytes: Int64
    var environment: StringMap
    var workFolder: String
    /// Host folders that the program may write to.
    var writable: [(source: String, target: String)] = []
    /// Shown beside the system: Python, a script, packages.
    var extras: [String] = []
    var binds: [InputTree.Bind] = []
    var links: [(target: String, at: String)] = []
    /// False when a host folder is mounted at `/tmp` by `writable`.
    var hasPrivateTemporary = true
    /// Files of the host's `/etc` that are shown beside those of every sandbox.
    var etcFiles: [String] = []
    /// Steps that make the inputs' trees below the system's tree folder.
    var inputSteps: [ChildRequest.Tree.Step] = []

    /// All mounts that are made before bubblewrap starts.
    func tree() -> ChildRequest.Tree {
        let etc = system.etc.steps(system.treeFolder, permitsNetwork: permitsNetwork, extra: etcFiles)
        return ChildRequest.Tree(root: system.treeFolder, steps: system.deviceSteps + etc + inputSteps)
    }

    /// All options but the program itself, each ended by a NUL byte, as `--args` reads them.
    func encoded() -> [UInt8] {
        var options = namespaces() + variables() + system.systemOptions
        options += ["--ro-bind", system.treeFolder + "/etc", "/etc"]
        let size = String(max(Self.temporaryBytesMin, memoryBytes / 2))
        options += ["--proc", "/proc"] + system.kernelOptions
        options += ["--dev", "/dev"]
        options += ["--perms", "1777", "--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
        if hasPrivateTemporary { options += ["--perms", "1777", "--size", size, "--tmpfs", "/tmp"] }
        if workFolder == SandboxPaths.privateWork && !writable.contains(where: { $0.target == workFolder }) {
            options += ["--size", size, "--tmpfs", workFolder]
        }
        for bind in writable { options += ["--bind", bind.source, bind.target] }
        options += extras
        for bind in binds { options += [bind.isReadOnly ? "--ro-bind" : "--bind", bind.source, bind.target] }
        for link in links { options += ["--symlink", link.target, link.at] }
        // Without this the program could fill the memory behind the root folder.
        options += ["--remount-ro", "/", "--chdir", workFolder]
        var bytes: [UInt8] = []
        for option in options {
            bytes.append(contentsOf: option.utf8)
            bytes.append(0)
        }
        return bytes
    }

    private func namespaces() -> [String] {
        var options = ["--unshare-all"]
        if permitsNetwork { options.append("--share-net") }
        options += ["--unshare-user", "--uid", Self.id, "--gid", Self.id, "--hostname", "sandbox"]
        if system.hasDisableUserNamespaces { options.append("--disable-userns") }
        return options + ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    }

    private func variables() -> [String] {
        let defaults: StringMap = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8",
        ]
        return defaults.merging(environment).pairs.flatMap { ["--setenv", $0.key, $0.value] }
    }
}
