import NIOCore

/// Runs the operation and cancels it when the channel closes first; then throws `CancellationError`.
func withCancellation<Value: Sendable>(
    whenClosed channel: any Channel,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let (closed, signal) = AsyncStream.makeStream(of: Void.self)
    channel.closeFuture.whenComplete { _ in signal.finish() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            for await _ in closed {}
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw CancellationError() }
        return value
    }
}
