/// Runs Swift tasks on the engine's own threads, where a program may block for as long as it runs.
final class EngineThreads: TaskExecutor {
    private let pool: WorkerPool

    init(_ pool: WorkerPool) { self.pool = pool }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pool.add { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
