import Glibc
import Synchronization

/// Moves the engines' epochs on every 10 ms while programs run, so that deadlines and cancellations are seen.
///
/// The thread sleeps without a wake-up once nothing has run for a second; it ends when the ticker is let go.
final class EpochTicker: Sendable {
    static let periodNanoseconds = 10_000_000
    /// How many ticks without a run pass before the thread goes to sleep: waking it costs more than a tick.
    private static let idleTicksMax = 100

    /// What the thread shares with the ticker; it outlives the ticker until the thread has ended.
    private final class Shared: Sendable {
        let active = Atomic<Int>(0)
        let isParked = Atomic<Bool>(false)
        let condition = ConditionLock(State())

        struct State {
            var engines: [EngineHost] = []
            var onTick: @Sendable () -> Void = {}
            var isStopped = false
        }
    }

    private let shared = Shared()

    /// `onTick` is called at every tick while programs run.
    init(onTick: @escaping @Sendable () -> Void = {}) throws {
        shared.condition.withLock { $0.onTick = onTick }
        let shared = shared
        try OSThread.start(name: "wasm-ticker", stackBytes: 256 << 10) { Self.run(shared) }
    }

    deinit {
        shared.condition.withLock { $0.isStopped = true }
        shared.condition.signalAll()
    }

    func add(_ engine: EngineHost) { shared.condition.withLock { $0.engines.append(engine) } }

    /// To be called before a run; the run must end with `runEnded`.
    func runBegan() {
        shared.active.wrappingAdd(1, ordering: .sequentiallyConsistent)
        guard shared.isParked.load(ordering: .sequentiallyConsistent) else { return }
        shared.condition.withLock { _ in }
        shared.condition.signalAll()
    }

    func runEnded() { shared.active.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

    private static func run(_ shared: Shared) {
        var idleTicks = 0
        while true {
            let (engines, onTick) = shared.condition.withLock { ($0.isStopped ? nil : $0.engines, $0.onTick) }
            guard let engines else { return }
            if shared.active.load(ordering: .sequentiallyConsistent) > 0 {
                idleTicks = 0
                for engine in engines { engine.tick() }
                onTick()
            } else {
                idleTicks += 1
            }
            if idleTicks > idleTicksMax {
                park(shared)
                idleTicks = 0
            } else {
                var period = timespec(tv_sec: 0, tv_nsec: periodNanoseconds)
                nanosleep(&period, nil)
            }
        }
    }

    private static func park(_ shared: Shared) {
        shared.isParked.store(true, ordering: .sequentiallyConsistent)
        shared.condition.wait { state in
            state.isStopped || shared.active.load(ordering: .sequentiallyConsistent) > 0
        }
        shared.isParked.store(false, ordering: .sequentiallyConsistent)
    }
}
