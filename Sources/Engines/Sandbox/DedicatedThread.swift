import Core
import Glibc

/// Runs blocking work on a thread of its own, so that waiting never holds a thread of Swift's pool.
///
/// One thread starts a program and stays until its end: `PR_SET_PDEATHSIG`, by which bubblewrap dies with its parent,
/// fires when the *thread* ends that started it.
enum DedicatedThread {
    /// Stack of each thread; the walk over results is the deepest thing that runs on it.
    private static let stackBytes = 1 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Returns what `body` returns or throws what it throws.
    ///
    /// Cancelling the task does not reach `body` by itself.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let work = Work { continuation.resume(with: Result(catching: body)) }
            let argument = Unmanaged.passRetained(work)
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, stackBytes)
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
            var thread = pthread_t()
            let code = pthread_create(
                &thread,
                &attributes,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                    return nil
                },
                argument.toOpaque()
            )
            if code != 0 {
                argument.release()
                continuation.resume(throwing: HostCall.failure("start a thread for the run", code))
            }
        }
    }
}
