import Core
import Glibc

/// Tries once whether bubblewrap can make a sandbox here.
enum SandboxTrial {
    /// Throws `unavailable` with bubblewrap's own words and what to do.
    static func run(_ system: HostSystem) throws {
        let options = BubblewrapOptions(
            system: system,
            permitsNetwork: false,
            memoryBytes: 0,
            environment: StringMap(),
            workFolder: SandboxPaths.privateWork
        )
        let session = SandboxSession(
            system: system,
            groups: .unavailable(),
            options: options,
            command: ["/bin/sh", "-c", "exit 0"],
            memoryBytes: 1 << 30,
            processesMax: 64,
            openFilesMax: 1024,
            fileBytesMax: 1 << 20,
            wallTime: .seconds(20)
        )
        let capture = { (stream: OutputStream) in StreamCapture(stream, bytesMax: 4096, spillPath: "") }
        var cause = ""
        do {
            let (ended, supervisor) = try session.run(
                try KillSwitch(),
                stdout: capture(.stdout),
                stderr: capture(.stderr)
            )
            if ended.exitCode == 0 && ended.failure == nil { return }
            cause = ended.failure?.description ?? supervisor.stderr.tail(500)
        } catch let error as CoreError {
            cause = error.cause ?? error.message
        }
        throw CoreError(
            .unavailable,
            "bubblewrap \(system.version) cannot make a sandbox on this host",
            hint: advice(),
            component: HostCall.component,
            cause: cause
        )
    }

    /// What forbids user namespaces here, as far as it can be seen.
    private static func advice() -> String {
        let switches = [
            ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
            (
                "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
                "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
            ),
            ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
        ]
        for (path, forbidding, fix) in switches {
            let value = HostCall.readText(path)?.split(whereSeparator: \.isWhitespace).first
            if value == Substring(forbidding) { return fix }
        }
        return "permit user namespaces; inside of a container it needs a seccomp profile that allows unshare and mount"
    }
}
