import Core
import Testing

extension JobStoreSuite {
    static let lookups: [Case] = [
        Case("a job is found by name, id and the beginning of its id, in this order") { store in
            var samples = SampleRecords(seed: 10)
            var first = samples.job(second: 1)
            first.spec.name = "greet"
            var second = samples.job(second: 2)
            second.spec.name = "greet"
            var elsewhere = samples.job(second: 3)
            elsewhere.spec.name = "greet"
            elsewhere.spec.namespace = "other"
            var namedAsID = samples.job(second: 4)
            namedAsID.spec.name = first.id.text
            var nameless = samples.job(second: 5)
            nameless.spec.name = ""
            try await store.commit(ChangeSet(jobs: [first, second, elsewhere, namedAsID, nameless]))
            #expect(try await store.job(matching: "greet", namespace: "default") == second)
            #expect(try await store.job(matching: "greet", namespace: "other") == elsewhere)
            #expect(try await store.job(matching: "greet", namespace: nil) == elsewhere)
            #expect(try await store.job(matching: "greet", namespace: "*") == elsewhere)
            #expect(try await store.job(matching: first.id.text, namespace: nil) == namedAsID)
            #expect(try await store.job(matching: second.id.text, namespace: "default") == second)
            #expect(try await store.job(matching: String(second.id.text.prefix(10)), namespace: nil) == second)
            #expect(try await store.job(matching: nameless.id.text, namespace: "default") == nameless)
            #expect(try await store.job(named: "greet", namespace: "default") == second)
            #expect(try await store.job(named: nameless.id.text, namespace: "default") == nameless)
            #expect(try await store.job(named: nameless.id.text, namespace: "other") == nil)
            #expect(try await store.job(named: "gree", namespace: "default") == nil)
            #expect(try await store.job(named: "", namespace: "default") == nil)
        },
        Case("a lookup that fits nothing or several says so") { store in
            var samples = SampleRecords(seed: 11)
            let jobs = (0..<9).map { samples.job(second: $0) }
            let executions = jobs.map { samples.execution(of: $0) }
            try await store.commit(ChangeSet(jobs: jobs, executions: executions))
            for text in ["", "nothing", "j-zzzz", jobs[0].id.text + "0"] {
                let error = await #expect(throws: CoreError.self) {
                    _ = try await store.job(matching: text, namespace: nil)
                }
                #expect(error?.code == .notFound)
                let other = await #expect(throws: CoreError.self) { _ = try await store.execution(matching: text) }
                #expect(other?.code == .notFound)
            }
            let error = await #expect(throws: CoreError.self) {
                _ = try await store.job(matching: "j-", namespace: nil)
            }
            #expect(error?.code == .ambiguous)
            let named = jobs.filter { error?.message.contains($0.id.text) ?? false }
            #expect(named.map(\.id).sorted() == Array(jobs.map(\.id).sorted().prefix(5)))
            let other = await #expect(throws: CoreError.self) { _ = try await store.execution(matching: "e-") }
            #expect(other?.code == .ambiguous)
            for execution in executions {
                #expect(try await store.execution(matching: execution.id.text) == execution)
                #expect(try await store.execution(matching: String(execution.id.text.prefix(14))) == execution)
            }
        },
        Case("executions come in the order of version, partition and attempt") { store in
            var samples = SampleRecords(seed: 12)
            var job = samples.job()
            var later = job
            later.version = 2
            let keys = [(1, 0, 1), (1, 0, 2), (1, 1, 1), (1, 10, 1), (2, 0, 1), (2, 2, 3)]
            var executions: [Execution] = []
            for key in keys {
                job.version = key.0
                executions.append(samples.execution(of: job, partition: key.1, attempt: key.2))
            }
            try await store.commit(ChangeSet(jobs: [later], executions: executions.reversed()))
            #expect(try await store.executions(of: job.id, version: nil) == executions)
            #expect(try await store.executions(of: job.id, version: 2) == Array(executions.suffix(2)))
            #expect(try await store.executions(of: job.id, version: 3).isEmpty)
            #expect(try await store.executions(of: JobID("j-none"), version: nil).isEmpty)
        },
    ]
}
