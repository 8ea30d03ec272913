import Core
import Glibc

/// What of this host every sandbox shows: looked up once.
struct HostSystem: Sendable {
    let bubblewrap: String
    let version: String
    let hasDisableUserNamespaces: Bool
    /// Options that show the host's system read-only, without any of its secrets.
    let systemOptions: [String]
    let etc: EtcFolder
    /// An empty folder over which each sandbox mounts its own tree, out of sight of the others.
    let treeFolder: String
    /// Options that keep the kernel's settings out of reach.
    let kernelOptions: [String]
    /// Steps that keep the device nodes' modes out of reach.
    let deviceSteps: [ChildRequest.Tree.Step]

    /// Every option used here is in this version.
    private static let versionMin = [0, 6, 0]

    /// Throws `unavailable` with the reason and what to do about it.
    init(stateFolder: String, environment: StringMap, bubblewrap: String?) throws {
        guard let path = bubblewrap ?? Self.find("bwrap", environment), HostCall.isExecutableFile(path) else {
            throw CoreError(
                .unavailable,
                "bubblewrap (bwrap) is not installed",
                hint: "apt-get install bubblewrap",
                component: HostCall.component
            )
        }
        self.bubblewrap = path
        let answer = try HostCommand.run(path, ["--version"], environment: [])
        let text = answer.output.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        let numbers = text.split(separator: ".").map { Int($0) ?? 0 }
        if numbers.lexicographicallyPrecedes(Self.versionMin) {
            throw CoreError(
                .unavailable,
                "bubblewrap \(text) is too old; 0.6.0 or later is needed",
                component: HostCall.component
            )
        }
        version = text
        hasDisableUserNamespaces = !numbers.lexicographicallyPrecedes([0, 8, 0])
        treeFolder = stateFolder + "/tree"
        try HostCall.makeDirectories(treeFolder)
        etc = try EtcFolder(stateFolder: stateFolder)
        systemOptions = Self.system()
        kernelOptions = Self.kernel()
        // Root's sandbox owns the host's device nodes: a program could change their modes for everyone.
        let nodes = ["null", "zero", "full", "random", "urandom", "tty"]
        deviceSteps = geteuid() == 0 ? nodes.map { .protect("/dev/" + $0) } : []
    }

    /// The first executable file of this name in the folders of `PATH`.
    static func find(_ name: String, _ environment: StringMap) -> String? {
        for folder in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let path = folder + "/" + name
            if folder.hasPrefix("/"), HostCall.isExecutableFile(String(path)) { return String(path) }
        }
        return nil
    }

    private static func system() -> [String] {
        var options = ["--ro-bind", "/usr", "/usr"]
        for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
            let path = "/" + name
            if let target = HostCall.linkTarget(path) {
                options += ["--symlink", target, path]
            } else if HostCall.isDirectory(path) {
                options += ["--ro-bind", path, path]
            }
        }
        return options
    }

    /// As root, the sandbox's user is root to the kernel's settings in /proc, although it has no capability: a bind
    /// that is read-only keeps it from changing them.
    ///
    /// Other users cannot write there anyway.
    private static func kernel() -> [String] {
        guard geteuid() == 0 else { return [] }
        var options: [String] = []
        for path in ["/proc/sys", "/proc/sysrq-trigger", "/proc/fs", "/proc/acpi", "/proc/scsi"]
        where HostCall.exists(path) {
            options += ["--ro-bind", path, path]
        }
        return options
    }
}
