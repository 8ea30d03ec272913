import Core
import Glibc

/// Runs the compiler in a child process with limits, and ends it when they are over.
enum CompilerProcess {
    /// The most bytes of the child's standard error that are read for a message.
    private static let messageBytesMax = 4096

    /// Compiles the file `input` to `output`, blocking the thread until the child has ended.
    ///
    /// Throws `validation` when the module is not valid or compiling it outgrew a limit, which it would anywhere;
    /// `unavailable` when no child could be started.
    static func compile(
        input: String,
        output: String,
        library: String,
        settings: CompileSettings,
        isCancelled: () -> Bool
    ) throws(CoreError) {
        let limits = [String(settings.addressSpaceBytesMax), String(settings.cpuSecondsMax)]
        let (child, errors) = try start(settings.command + [input, output, library] + limits)
        defer { close(errors) }
        let limit = UInt64(max(0, settings.wallTimeMax.wholeNanoseconds))
        let deadline = HostClock.monotonic &+ limit
        var message: [UInt8] = []
        var isKilled = false
        var status: Int32 = 0
        while true {
            readMessage(errors, into: &message)
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { break }
            guard ended == 0 || errno == EINTR else {
                throw CoreError(.internalError, "lost the compiler's process", component: "wasm")
            }
            if !isKilled, HostClock.monotonic >= deadline || isCancelled() {
                kill(child, SIGKILL)
                isKilled = true
            }
            var item = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
            // A child whose end of the pipe is closed is about to end; do not spin until then.
            if poll(&item, 1, 10) > 0, item.revents & Int16(POLLIN) == 0 { usleep(500) }
        }
        readMessage(errors, into: &message)
        if isCancelled() { throw CoreError(.cancelled, "compiling the module was cancelled", component: "wasm") }
        try check(status, message: String(decoding: message, as: UTF8.self), wasKilled: isKilled, settings: settings)
    }

    private static func check(
        _ status: Int32,
        message: String,
        wasKilled: Bool,
        settings: CompileSettings
    ) throws(CoreError) {
        let text = message.split(separator: "\n").last.map(String.init) ?? "it gave no reason"
        let signal = status & 0x7F
        let code = status >> 8 & 0xFF
        if wasKilled {
            throw CoreError(
                .validation,
                "compiling the module took longer than \(settings.wallTimeMax)",
                hint: "make the module smaller",
                component: "wasm"
            )
        }
        guard signal == 0 else {
            throw CoreError(
                .validation,
                "compiling the module was ended by signal \(signal): it needs more than "
                    + "\(settings.addressSpaceBytesMax >> 20) "
                    + "MiB of memory or \(settings.cpuSecondsMax) s of processor time",
                hint: "make the module smaller",
                component: "wasm"
            )
        }
        switch code {
        case WasmCompiler.ExitCode.done: return
        case WasmCompiler.ExitCode.invalidModule: throw WasmCompiler.invalid(text)
        case WasmCompiler.ExitCode.noLibrary: throw WasmtimeLibrary.unavailable(text)
        default:
            throw CoreError(
                .internalError,
                "the compiler's process ended with code \(code)",
                component: "wasm",
                cause: text
            )
        }
    }

    private static func readMessage(_ file: Int32, into message: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return }
            let room = messageBytesMax - message.count
            message.append(contentsOf: buffer[..<min(count, max(0, room))])
        }
    }

    /// Starts the command and returns its id and the reading end of its errors.
    ///
    /// The command itself closes what it inherits beyond its standard streams.
    private static func start(_ command: [String]) throws(CoreError) -> (pid_t, Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw failed(errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        // The child gets none of our variables but the one that may be needed to find the program's libraries.
        var environment: [UnsafeMutablePointer<CChar>?] =
            getenv("LD_LIBRARY_PATH").map {
                [strdup("LD_LIBRARY_PATH=" + String(cString: $0))]
            } ?? []
        environment.append(nil)
        defer { for variable in environment { free(variable) } }
        var child = pid_t()
        let code = posix_spawn(&child, command.first ?? "", &actions, nil, &arguments, &environment)
        guard code == 0 else {
            close(ends[0])
            throw failed(code)
        }
        return (child, ends[0])

        func failed(_ code: Int32) -> CoreError {
            CoreError(
                .unavailable,
                "cannot start the wasm compiler '\(command.first ?? "")'",
                component: "wasm",
                cause: String(cString: strerror(code))
            )
        }
    }
}
