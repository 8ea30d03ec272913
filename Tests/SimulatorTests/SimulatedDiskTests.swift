import ContentAddressing
import Core
import Testing

@testable import Simulator

/// The checker itself: a checker that cannot fail proves nothing.
@Suite struct SimulatedDiskTests {
    private func job() -> Job { Job(id: JobID("j-1"), spec: JobSpec(), partitions: 1, createdAt: .zero) }

    private func completed(_ id: String, _ job: Job) -> Execution {
        var execution = Execution(
            id: ExecutionID(id),
            job: job,
            partition: 0,
            nodeID: NodeID("n-0"),
            attempt: 1,
            allocated: .zero,
            now: .zero
        )
        execution.state = .completed
        return execution
    }

    @Test func aPartitionAcceptedTwiceIsSeen() {
        var disk = SimulatedDisk()
        var changes = ChangeSet()
        changes.jobs = [job()]
        changes.executions = [completed("e-1", job())]
        disk.commit(changes)
        #expect(disk.problems.isEmpty)
        changes.executions = [completed("e-2", job())]
        disk.commit(changes)
        #expect(disk.problems.count == 1)
    }

    @Test func aFinalStateThatChangesIsSeen() {
        var disk = SimulatedDisk()
        var ended = job()
        ended.state = .completed
        var changes = ChangeSet()
        changes.jobs = [ended]
        disk.commit(changes)
        changes.jobs[0].state = .running
        disk.commit(changes)
        #expect(disk.problems.count == 1)
    }
}
