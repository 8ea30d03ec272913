import ContentAddressing
package import Core
import Testing

/// What every ``JobStore`` must do.
///
/// Each case gets an empty store.
package enum JobStoreSuite {
    package typealias Case = SuiteCase<any JobStore>

    package static let cases: [Case] = commits + lookups + lists

    static let commits: [Case] = [
        Case("a commit stores every field of every record") { store in
            var samples = SampleRecords(seed: 1)
            let job = samples.job(shares: 3)
            let executions = [samples.execution(of: job, partition: 1), samples.execution(of: job, partition: 0)]
            let events = [samples.event(of: job), samples.event(of: job, execution: executions[0].id)]
            var set = ChangeSet(jobs: [job], executions: executions, events: events)
            let block = samples.block()
            set.blocks = [block]
            try await store.commit(set)
            #expect(try await store.job(job.id, version: 1) == job)
            #expect(try await store.executions(of: job.id, version: nil) == [executions[1], executions[0]])
            #expect(try await store.block(block.cid) == block)
            #expect(try await store.block(samples.cid()) == nil)
            let stored = try await store.history(of: job.id, HistoryQuery())
            #expect(stored.map(\.sequence) == [1, 2])
            #expect(
                stored.map {
                    var event = $0; event.sequence = 0; return event
                } == events
            )
        },
        Case("an empty commit changes nothing") { store in
            try await store.commit([])
            try await store.commit(ChangeSet())
            #expect(try await store.jobs(JobQuery()).isEmpty)
            #expect(try await store.jobCounts().isEmpty)
        },
        Case("later sets of a commit replace records of earlier ones") { store in
            var samples = SampleRecords(seed: 2)
            var job = samples.job(shares: 2)
            var execution = samples.execution(of: job)
            let first = ChangeSet(jobs: [job], executions: [execution], events: [samples.event(of: job)])
            job.state = .completed
            job.revision += 1
            execution.state = .completed
            let second = ChangeSet(jobs: [job], executions: [execution], events: [samples.event(of: job)])
            try await store.commit([first, second])
            #expect(try await store.job(job.id, version: 1) == job)
            #expect(try await store.executions(of: job.id, version: 1) == [execution])
            #expect(try await store.history(of: job.id, HistoryQuery()).map(\.sequence) == [1, 2])
        },
        Case("a commit with a record of an unknown job throws and stores nothing") { store in
            var samples = SampleRecords(seed: 3)
            let stranger = samples.job()
            let good = samples.submission()
            for bad in [
                ChangeSet(executions: [samples.execution(of: stranger)]),
                ChangeSet(events: [samples.event(of: stranger)]),
            ] {
                let error = await #expect(throws: CoreError.self) { try await store.commit([good, bad]) }
                #expect(error?.code == .internalError)
                #expect(try await store.jobs(JobQuery()).isEmpty)
            }
            try await store.commit(good)
            let history = try await store.history(of: good.jobs[0].id, HistoryQuery())
            #expect(history.map(\.sequence) == [1, 2, 3])
        },
        Case("commits that overlap are all stored, with contiguous sequences per job") { store in
            var samples = SampleRecords(seed: 4)
            let job = samples.job()
            try await store.commit(ChangeSet(jobs: [job]))
            let events = (0..<64).map { _ in samples.event(of: job) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for event in events { group.addTask { try await store.commit(ChangeSet(events: [event])) } }
                try await group.waitForAll()
            }
            let stored = try await store.history(of: job.id, HistoryQuery())
            #expect(stored.map(\.sequence) == Array(1...64))
            #expect(Set(stored.map(\.message)) == Set(events.map(\.message)))
        },
        Case("former versions are kept") { store in
            var samples = SampleRecords(seed: 5)
            var job = samples.job(shares: 2)
            var all: [Job] = []
            for version in 1...3 {
                job.version = version
                job.spec.priority = version
                job.shares = version == 2 ? [] : job.shares
                all.append(job)
                try await store.commit(ChangeSet(jobs: [job]))
            }
            all[0].state = .stopped
            try await store.commit(ChangeSet(jobs: [all[0]]))
            #expect(try await store.versions(of: job.id) == all)
            for kept in all { #expect(try await store.job(job.id, version: kept.version) == kept) }
            #expect(try await store.job(job.id, version: 4) == nil)
            #expect(try await store.job(matching: job.id.text, namespace: nil) == all[2])
            #expect(try await store.versions(of: JobID("j-none")).isEmpty)
        },
    ]
}
