/// What jobs of one type get where their spec says nothing (`JobDefaults` of the configuration).
package struct JobDefaults: Sendable, Hashable {
    package var type: JobType
    package var priority = 0
    package var publisher = ""
    package var resources = ResourcesSpec()
    package var timeouts = TimeoutsSpec()

    package init(type: JobType) { self.type = type }

    /// Fills what the spec leaves open.
    package func apply(to spec: inout JobSpec) {
        guard spec.type == type else { return }
        if spec.priority == 0 { spec.priority = priority }
        for index in spec.tasks.indices {
            var task = spec.tasks[index]
            if task.publisher.type.isEmpty { task.publisher.type = publisher }
            if task.resources.cpu.isEmpty { task.resources.cpu = resources.cpu }
            if task.resources.memory.isEmpty { task.resources.memory = resources.memory }
            if task.resources.disk.isEmpty { task.resources.disk = resources.disk }
            if task.resources.gpu.isEmpty { task.resources.gpu = resources.gpu }
            if task.timeouts.executionSeconds == 0 { task.timeouts.executionSeconds = timeouts.executionSeconds }
            if task.timeouts.queueSeconds == 0 { task.timeouts.queueSeconds = timeouts.queueSeconds }
            if task.timeouts.totalSeconds == 0 { task.timeouts.totalSeconds = timeouts.totalSeconds }
            spec.tasks[index] = task
        }
    }
}
