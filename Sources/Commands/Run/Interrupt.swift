import ArgumentParser
import Dispatch
import Glibc
import Synchronization

/// Lets the user break off a wait with Ctrl-C, and lets what must be put in order be put in order.
enum Interrupt {
    /// True inside ``during(also:last:_:)``: who comes first handles the signals.
    @TaskLocal private static var isHandled = false

    /// Runs `body`; SIGINT, and the signals of `also`, cancel it; a second one ends the process at once, after `last`.
    ///
    /// Inside another call it only runs the body, as the outer one cancels that too.
    static func during<Result: Sendable>(
        also signals: [Int32] = [],
        last: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard !isHandled else { return try await body() }
        // This function owns the task: it waits for it, and cancelling one cancels the other.
        let task = Task { try await $isHandled.withValue(true) { try await body() } }
        let received = Mutex<[Int32]>([])
        let watches = ([SIGINT] + signals).map { number in
            Watch(number) {
                let isRepeated = received.withLock { received in
                    received.append(number)
                    return received.count > 1
                }
                if isRepeated {
                    last()
                    _exit(status(of: number))
                }
                task.cancel()
            }
        }
        defer { for watch in watches { watch.end() } }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            // Of what another signal ended, the status tells which one.
            guard let first = received.withLock({ $0.first }), first != SIGINT else { throw error }
            throw ExitCode(status(of: first))
        }
    }

    /// As shells count a process that a signal ended.
    private static func status(of signal: Int32) -> Int32 { 128 + signal }

    /// One signal that does not end the process while it is watched.
    private struct Watch {
        private let number: Int32
        private let before: __sighandler_t?
        private let source: any DispatchSourceSignal

        init(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
            self.number = number
            before = signal(number, SIG_IGN)
            source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: handler)
            source.resume()
        }

        func end() {
            source.cancel()
            signal(number, before)
        }
    }
}
