import Core
import Glibc

/// The host's Python, where it really lies: `python3` in `PATH` may be a launcher that only works outside the sandbox.
struct PythonRuntime: Hashable, Sendable {
    /// The interpreter itself, not a link or launcher.
    var executable: String
    /// Its installation; shown read-only when it is not part of the system.
    var prefix: String
    /// Implementation, version and machine: packages fit only the same.
    var identity: String

    private static let question = """
        import os, platform, sys
        real = os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable)
        print(real)
        print(os.path.realpath(sys.base_prefix))
        print(sys.implementation.cache_tag, platform.python_version(), platform.machine())
        """

    /// Asks the first `python3` of `PATH`.
    ///
    /// Throws `unavailable` when there is none that works.
    static func find(_ environment: StringMap) throws -> PythonRuntime {
        guard let path = HostSystem.find("python3", environment) else {
            throw unavailable("python3 is not in PATH on this node")
        }
        let variables = ["PATH", "HOME"].compactMap { name in environment[name].map { name + "=" + $0 } }
        let answer = try HostCommand.run(path, ["-I", "-c", question], environment: variables)
        let lines = answer.output.split(separator: "\n").map(String.init)
        guard answer.code == 0, lines.count == 3, lines[0].hasPrefix("/"), lines[1].hasPrefix("/") else {
            throw unavailable("\(path) does not work: " + answer.errors.suffix(500))
        }
        let runtime = PythonRuntime(executable: lines[0], prefix: lines[1], identity: lines[2])
        guard SandboxPaths.isInside(runtime.executable, "/usr") || SandboxPaths.isInside(runtime.executable, lines[1]),
            runtime.prefix.split(separator: "/").count >= 1
        else {
            throw unavailable("\(path) lies at \(lines[0]), outside of its installation \(lines[1])")
        }
        return runtime
    }

    /// Options that show this Python inside the sandbox.
    var options: [String] {
        SandboxPaths.isInside(prefix, "/usr") ? [] : ["--ro-bind", prefix, prefix]
    }

    private static func unavailable(_ message: String) -> CoreError {
        CoreError(
            .unavailable,
            message,
            hint: "install Python 3 on the node: apt-get install python3 python3-pip",
            component: HostCall.component
        )
    }
}
