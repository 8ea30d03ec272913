import Foundation
package import Glibc

/// A program that was started with `posix_spawn`; the one way in which tests start programs.
///
/// Foundation's `Process` is not used: its `run()` was seen to read beyond its own memory and end the test run.
package final class SpawnedProcess: @unchecked Sendable {
    /// Where one of a program's three streams leads.
    package enum Stream: Sendable {
        /// A file that exists.
        case file(String)
        /// What this process has there.
        case inherited
        /// Nothing to read, and nowhere to write.
        case nothing
    }

    package let pid: pid_t
    private let lock = NSLock()
    /// The status that `waitpid` gave, under the lock; nil while it runs.
    private var waited: Int32?

    /// Starts a program in a folder; `onEnd` is called when it has ended.
    ///
    /// A name without a slash is looked for in `PATH`.
    package init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        workingFolder: String = "/",
        streams: (input: Stream, output: Stream, error: Stream),
        onEnd: @escaping @Sendable () -> Void
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        Self.add(streams.input, as: 0, O_RDONLY, to: &actions)
        Self.add(streams.output, as: 1, O_WRONLY, to: &actions)
        Self.add(streams.error, as: 2, O_WRONLY, to: &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        // `env` changes the folder, and is gone when the program runs.
        let words = ["env", "--chdir=" + workingFolder, path] + arguments
        let variables = environment.map { $0.key + "=" + $0.value }
        var argv = words.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw ProgramFailure("cannot start \(path): \(String(cString: strerror(code)))") }
        self.pid = pid
        Thread { [self, pid = self.pid] in
            var information = siginfo_t()
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            // Its number is given free under the lock, so that a signal never meets another process.
            lock.withLock {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                waited = status
            }
            onEnd()
        }.start()
    }

    private static func add(
        _ stream: Stream,
        as number: Int32,
        _ mode: Int32,
        to actions: inout posix_spawn_file_actions_t
    ) {
        switch stream {
        case .file(let path): posix_spawn_file_actions_addopen(&actions, number, path, mode, 0)
        case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", mode, 0)
        case .inherited: break
        }
    }

    package var isRunning: Bool { lock.withLock { waited == nil } }

    /// The exit status, or minus the signal that ended it; nil while it runs.
    package var status: Int32? {
        lock.withLock { waited }.map { $0 & 0x7f == 0 ? ($0 >> 8) & 0xff : -($0 & 0x7f) }
    }

    /// False, and nothing happens, when it has ended: its number may be another's by then.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        lock.withLock { waited == nil && kill(pid, number) == 0 }
    }
}
