import Core
import Glibc

/// Runs a short program of the host itself, outside of any sandbox; only for what the operator installed.
enum HostCommand {
    private static let wallTime = Duration.seconds(20)
    private static let outputBytesMax = 64 << 10

    struct Answer {
        var code: Int
        var output: String
        var errors: String
    }

    /// Blocks the calling thread until the program has ended; throws when it cannot be started or takes too long.
    static func run(_ path: String, _ arguments: [String], environment: [String]) throws -> Answer {
        let child = ChildRequest(path: path, arguments: arguments, environment: environment)
        let plan = Supervisor.Plan(child: child, wallTime: wallTime, killSwitch: try KillSwitch())
        let supervisor = Supervisor(
            plan,
            stdout: StreamCapture(.stdout, bytesMax: outputBytesMax, spillPath: ""),
            stderr: StreamCapture(.stderr, bytesMax: outputBytesMax, spillPath: "")
        )
        let ended = try supervisor.run()
        if case .limit(let error) = ended.interruption {
            throw CoreError(.timeout, "\(path) did not answer", component: HostCall.component, cause: error.message)
        }
        let output = supervisor.stdout.tail(outputBytesMax)
        return Answer(code: ended.ending.code, output: output, errors: supervisor.stderr.tail(outputBytesMax))
    }
}
