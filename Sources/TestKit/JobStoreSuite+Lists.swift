import Core
import Testing

extension JobStoreSuite {
    static let lists: [Case] = [
        Case("jobs are listed by time, namespace, state and labels, page by page") { store in
            var samples = SampleRecords(seed: 20)
            var jobs: [Job] = []
            for index in 0..<12 {
                var job = samples.job(second: index)
                job.modifiedAt = .zero + .seconds(100 - index)
                job.spec.namespace = index % 2 == 0 ? "default" : "other"
                job.spec.labels = index % 3 == 0 ? ["team": "data", "size": "\(index)"] : [:]
                job.state = JobState.allCases[index % 6]
                jobs.append(job)
            }
            try await store.commit(ChangeSet(jobs: jobs))
            for test in listTests {
                var query = JobQuery()
                query.limit = 100
                test.change(&query)
                let found = try await store.jobs(query).map { job in jobs.firstIndex { $0.id == job.id } ?? -1 }
                #expect(found == test.expected, "\(test.name)")
            }
            let counts = try await store.jobCounts()
            #expect(counts.map(\.0) == JobState.allCases)
            #expect(counts.map(\.1) == [2, 2, 2, 2, 2, 2])
        },
        Case("jobs of the same moment are listed in the order in which they were stored") { store in
            var samples = SampleRecords(seed: 21)
            let jobs = (0..<20).map { _ in samples.job(second: 7) }
            try await store.commit(jobs.map { ChangeSet(jobs: [$0]) })
            var query = JobQuery()
            query.limit = 20
            #expect(try await store.jobs(query) == jobs)
            query.isReversed = true
            #expect(try await store.jobs(query) == jobs.reversed())
        },
        Case("what is active is every job that is not terminal, with its executions") { store in
            var samples = SampleRecords(seed: 22)
            var expected = ActiveState()
            for state in JobState.allCases {
                var job = samples.job(shares: 2)
                job.state = state
                let executions = [samples.execution(of: job), samples.execution(of: job, partition: 1)]
                try await store.commit(ChangeSet(jobs: [job], executions: executions))
                guard !state.isTerminal else { continue }
                expected.jobs.append(job)
                expected.executions += executions
            }
            let active = try await store.loadActive()
            #expect(active.jobs == expected.jobs)
            #expect(active.executions == expected.executions)
            try await store.commit(
                ChangeSet(
                    jobs: active.jobs.map {
                        var job = $0; job.state = .stopped; return job
                    }
                )
            )
            #expect(try await store.loadActive().jobs.isEmpty)
            #expect(try await store.loadActive().executions.isEmpty)
        },
        Case("history is filtered and paged by sequence") { store in
            var samples = SampleRecords(seed: 23)
            var job = samples.job()
            let execution = ExecutionID("e-abc")
            var events: [HistoryEvent] = []
            for index in 0..<12 {
                job.version = index < 6 ? 1 : 2
                events.append(samples.event(of: job, execution: index % 3 == 0 ? execution : nil, second: index))
            }
            try await store.commit(ChangeSet(jobs: [job], events: events))
            for test in historyTests {
                var query = HistoryQuery()
                test.change(&query)
                #expect(try await store.history(of: job.id, query).map(\.sequence) == test.expected, "\(test.name)")
            }
            #expect(try await store.history(of: JobID("j-none"), HistoryQuery()).isEmpty)
        },
    ]

    private struct Filter<Query: Sendable, Key: Sendable>: Sendable {
        var name: String
        var expected: [Key]
        var change: @Sendable (inout Query) -> Void
    }

    private static let listTests: [Filter<JobQuery, Int>] = [
        Filter(name: "all", expected: Array(0..<12)) { _ in },
        Filter(name: "newest first", expected: (0..<12).reversed()) { $0.isReversed = true },
        Filter(name: "by change", expected: (0..<12).reversed()) { $0.order = .modifiedAt },
        Filter(name: "by change, newest first", expected: Array(0..<12)) {
            $0.order = .modifiedAt
            $0.isReversed = true
        },
        Filter(name: "a page", expected: [4, 5, 6]) {
            $0.offset = 4
            $0.limit = 3
        },
        Filter(name: "beyond the end", expected: []) { $0.offset = 12 },
        Filter(name: "no room", expected: []) { $0.limit = 0 },
        Filter(name: "a namespace", expected: [1, 3, 5, 7, 9, 11]) { $0.namespace = "other" },
        Filter(name: "all namespaces", expected: Array(0..<12)) { $0.namespace = "*" },
        Filter(name: "states", expected: [0, 2, 6, 8]) { $0.states = [.pending, .running] },
        Filter(name: "namespace, state and page", expected: [7]) {
            $0.namespace = "other"
            $0.states = [.queued]
            $0.offset = 1
        },
        Filter(name: "a label", expected: [0, 3, 6, 9]) {
            $0.labels = [Constraint(key: "team", op: .equals, values: ["data"])]
        },
        Filter(name: "a label, second page", expected: [6, 9]) {
            $0.labels = [Constraint(key: "team", op: .exists, values: [])]
            $0.offset = 2
        },
        Filter(name: "without a label", expected: [1, 2, 4, 5, 7, 8, 10, 11]) {
            $0.labels = [Constraint(key: "team", op: .notEquals, values: ["data"])]
        },
        Filter(name: "a label does not exist", expected: [1, 2]) {
            $0.labels = [Constraint(key: "team", op: .doesNotExist, values: [])]
            $0.limit = 2
        },
        Filter(name: "a label is one of", expected: [3, 9]) {
            $0.labels = [Constraint(key: "size", op: .in, values: ["3", "9"])]
        },
        Filter(name: "a label is none of", expected: [0, 6]) {
            $0.labels = [
                Constraint(key: "size", op: .notIn, values: ["3", "9"]),
                Constraint(key: "team", op: .exists, values: []),
            ]
        },
        Filter(name: "a number between", expected: [3, 6]) {
            $0.labels = [
                Constraint(key: "size", op: .greaterThan, values: ["0"]),
                Constraint(key: "size", op: .lessThan, values: ["9"]),
            ]
        },
    ]

    private static let historyTests: [Filter<HistoryQuery, Int64>] = [
        Filter(name: "all", expected: Array(1...12)) { _ in },
        Filter(name: "a page", expected: [6, 7]) {
            $0.afterSequence = 5
            $0.limit = 2
        },
        Filter(name: "since", expected: [11, 12]) { $0.since = .zero + .seconds(10) },
        Filter(name: "the job's", expected: [2, 3, 5, 6, 8, 9, 11, 12]) { $0.executionEvents = false },
        Filter(name: "the executions'", expected: [1, 4, 7, 10]) { $0.executionEvents = true },
        Filter(name: "an execution", expected: [1, 4, 7, 10]) { $0.executionPrefix = "e-a" },
        Filter(name: "another execution", expected: []) { $0.executionPrefix = "e-b" },
        Filter(name: "a version", expected: Array(7...12)) { $0.jobVersion = 2 },
        Filter(name: "all together", expected: [10]) {
            $0.jobVersion = 2
            $0.executionPrefix = "e-abc"
            $0.afterSequence = 7
            $0.since = .zero + .seconds(1)
        },
        Filter(name: "no room", expected: []) { $0.limit = 0 },
    ]
}
