/// The time between pings, which passes when a test says so; for one WebSocket.
struct PingClock: Sendable {
    private let moments: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (moments, continuation) = AsyncStream.makeStream() }

    /// The next ping may leave.
    func pass() { continuation.yield() }

    /// Throws when it is cancelled.
    func pause() async throws {
        for await _ in moments { return }
        throw CancellationError()
    }
}
