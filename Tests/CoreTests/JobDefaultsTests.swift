import Testing

@testable import Core

@Suite struct JobDefaultsTests {
    private func defaults() -> JobDefaults {
        var defaults = JobDefaults(type: .batch)
        defaults.priority = 7
        defaults.publisher = "ipfs"
        defaults.resources.cpu = "2"
        defaults.timeouts.executionSeconds = 60
        return defaults
    }

    private func spec(_ type: JobType) -> JobSpec {
        var spec = JobSpec()
        spec.type = type
        spec.tasks = [TaskSpec()]
        return spec
    }

    @Test func fillsWhatIsOpen() {
        var spec = spec(.batch)
        defaults().apply(to: &spec)
        #expect(spec.priority == 7)
        #expect(spec.task.publisher.type == "ipfs")
        #expect(spec.task.resources.cpu == "2")
        #expect(spec.task.timeouts.executionSeconds == 60)
        #expect(spec.task.resources.memory.isEmpty)
    }

    @Test func leavesWhatTheUserWrote() {
        var spec = spec(.batch)
        spec.priority = 1
        spec.tasks[0].resources.cpu = "100m"
        spec.tasks[0].timeouts.executionSeconds = 5
        defaults().apply(to: &spec)
        #expect(spec.priority == 1)
        #expect(spec.task.resources.cpu == "100m")
        #expect(spec.task.timeouts.executionSeconds == 5)
    }

    @Test func isForItsOwnTypeOnly() {
        var spec = spec(.ops)
        let before = spec
        defaults().apply(to: &spec)
        #expect(spec == before)
    }
}
