import Core
import Dispatch
import Glibc

/// Runs blocking work on a bounded number of its own threads, so that Swift's shared ones stay free.
///
/// Threads are started as they are needed and end when the pool is let go and its work is done.
final class WorkerPool: Sendable {
    /// One piece of work; exactly one of its closures is called, once.
    struct Job: Sendable {
        let id: UInt64
        let run: @Sendable () -> Void
        /// Called instead of `run` when the work is dropped before it began.
        let drop: @Sendable () -> Void
    }

    private enum Wake { case nobody, sleeper, newThread }

    private struct State {
        // A queue as a list with a moving head: taking from the front costs nothing.
        var jobs: [Job] = []
        var head = 0
        var threads = 0
        var idle = 0
        var nextID: UInt64 = 0
        var isStopped = false

        var waiting: Int { jobs.count - head }

        /// Whom to wake for one more piece of work.
        mutating func wake(_ threadsMax: Int) -> Wake {
            if idle > 0 { return .sleeper }
            guard threads < threadsMax else { return .nobody }
            threads += 1
            return .newThread
        }

        mutating func take() -> Job? {
            guard head < jobs.count else { return nil }
            defer {
                head += 1
                if head == jobs.count || head > 1024 {
                    jobs.removeFirst(head)
                    head = 0
                }
            }
            return jobs[head]
        }
    }

    private let name: String
    private let threadsMax: Int
    private let waitingMax: Int
    private let stackBytes: Int
    private let state = ConditionLock(State())

    init(name: String, threadsMax: Int, waitingMax: Int, stackBytes: Int) {
        precondition(threadsMax > 0, "a pool needs a thread")
        self.name = name
        self.threadsMax = threadsMax
        self.waitingMax = waitingMax
        self.stackBytes = stackBytes
    }

    deinit {
        state.withLock { $0.isStopped = true }
        state.signalAll()
    }

    /// A number for a job that may have to be dropped.
    func makeID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    /// Queues a job.
    ///
    /// Throws `exhausted`, without calling either closure, when too many wait.
    ///
    /// `isDropped` is asked under the pool's lock: when it says true the job is dropped at once, so that a `drop(_:)`
    /// that came before the job is not lost.
    func submit(_ job: Job, isDropped: () -> Bool) throws {
        enum Step { case drop, wake, start, full }
        let step = state.withLock { state -> Step in
            if isDropped() { return .drop }
            guard state.waiting < waitingMax else { return .full }
            state.jobs.append(job)
            if state.idle >= state.waiting || state.threads >= threadsMax { return .wake }
            state.threads += 1
            return .start
        }
        switch step {
        case .drop: job.drop()
        case .wake: state.signalOne()
        case .full:
            throw CoreError(
                .exhausted,
                "\(waitingMax) runs wait already for a thread of the wasm engine",
                hint: "submit later or raise waitingRunsMax",
                component: "wasm"
            )
        case .start: startThread(for: job)
        }
    }

    /// Queues work that cannot be refused; its number is bounded by whoever causes it.
    ///
    /// Wakes a thread only while fewer are awake than there are processors: short work is done by those that are awake
    /// already, and more threads would only take each other's time. When all of them block in long work, `widen` wakes
    /// another.
    func add(_ run: @escaping @Sendable () -> Void) {
        let step = state.withLock { state -> Wake in
            state.jobs.append(Job(id: 0, run: run, drop: run))
            return state.threads - state.idle < Self.processors ? state.wake(threadsMax) : .nobody
        }
        carryOut(step)
    }

    /// Wakes one more thread when work waits; to be called from time to time while work is done.
    func widen() {
        carryOut(state.withLock { $0.waiting > 0 ? $0.wake(threadsMax) : .nobody })
    }

    private static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    private func carryOut(_ step: Wake) {
        switch step {
        case .nobody: break
        case .sleeper: state.signalOne()
        case .newThread: startThread(for: nil)
        }
    }

    /// Drops a job that has not begun; returns without effect when it has, or is unknown.
    func drop(_ id: UInt64) {
        let dropped = state.withLock { state -> Job? in
            guard let index = state.jobs[state.head...].firstIndex(where: { $0.id == id }) else { return nil }
            return state.jobs.remove(at: index)
        }
        dropped?.drop()
    }

    /// A nil job is one that cannot be refused.
    private func startThread(for job: Job?) {
        let state = state
        do {
            try OSThread.start(name: name, stackBytes: stackBytes) { Self.work(state) }
        } catch {
            // Another thread will take the job; when there is none it cannot be done.
            let isAlone = state.withLock { state in
                state.threads -= 1
                return state.threads == 0
            }
            guard isAlone else { return state.signalOne() }
            if let job { return drop(job.id) }
            // The system has no thread left for us, but the runtime has its own.
            DispatchQueue.global().async { while let job = state.withLock({ $0.take() }) { job.run() } }
        }
    }

    private static func work(_ state: ConditionLock<State>) {
        while true {
            var isIdle = false
            let job = state.waitFor { state -> Job?? in
                let job = state.take()
                if job != nil || state.isStopped {
                    if isIdle { state.idle -= 1 }
                    return .some(job)
                }
                if !isIdle { state.idle += 1 }
                isIdle = true
                return nil
            }
            guard let job else { break }
            job.run()
        }
        state.withLock { $0.threads -= 1 }
    }
}
