/// Does work that has to wait for something, beside each other and bounded, for code that must not wait.
final class Errands: Sendable {
    typealias Errand = @Sendable () async -> Void

    /// The most errands that run at once.
    private static let runningMax = 32
    /// The most errands that wait; what is beyond is asked for again by its owner's timers.
    private static let waitingMax = 100_000

    private let errands: AsyncStream<Errand>
    private let continuation: AsyncStream<Errand>.Continuation

    init() {
        (errands, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingMax))
    }

    func add(_ errand: @escaping Errand) { continuation.yield(errand) }

    /// Runs errands until it is cancelled; those that run are waited for.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await errand in errands {
                if running == Self.runningMax {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await errand() }
            }
        }
    }
}
