import Core
import Synchronization

/// Remembers the seeds of the jobs that run here, so that a job of many partitions is hashed once.
final class SeedMemory: Sendable {
    private struct Key: Hashable {
        var job: JobID
        var version: Int
    }

    private static let jobsMax = 64

    private let seeds = Mutex<[Key: TaskSeeds]>([:])

    func seed(_ order: ExecutionOrder) -> UInt64 {
        let (task, count) = (order.job.spec.task, order.job.partitions)
        // A job of one partition comes once.
        guard count > 1 else { return SpecDigest.taskSeed(task, partition: 0, partitionCount: count) }
        let key = Key(job: order.job.id, version: order.job.version)
        let known = seeds.withLock { $0[key] }
        let found = known ?? TaskSeeds(task)
        if known == nil {
            seeds.withLock { seeds in
                if seeds.count >= Self.jobsMax { seeds.removeAll(keepingCapacity: true) }
                seeds[key] = found
            }
        }
        return found.seed(partition: order.execution.partition, partitionCount: count)
    }
}
