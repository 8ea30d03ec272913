import NIOPosix

/// Runs blocking work on the process's pool of threads for it, so that no task's thread waits for a disk.
func offload<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive(work)
}
