package import Core

/// What a task asks of any node, apart from its data: jobs of one shape fit and wait together.
package struct TaskShape: Hashable, Sendable {
    package var engine: String
    package var publisher: String
    package var sources: [String]
    package var resources: Resources
    package var constraints: [Constraint]
    package var wantsNetwork: Bool
    /// What one execution may use and cost; nil when nobody is paid for it.
    package var paid: PaidWork?
    /// The only nodes that the user trusts, by id, beginning of an id, or name; empty means any.
    package var trusted: [String]

    /// Reads the shape off a validated spec.
    package init(_ spec: JobSpec) {
        let task = spec.task
        engine = task.engine.type.lowercased()
        publisher = task.publisher.type.lowercased()
        sources = task.inputs.map { $0.source.type }.filter { $0.lowercased() != "ipfs" }
        resources = TaskShape.resources(of: task)
        constraints = spec.constraints
        wantsNetwork = task.network.mode.wantsNetwork
        paid = PaidWork(spec)
        trusted = spec.trust.map { $0.style == .trusted ? $0.nodes : [] } ?? []
    }

    /// The amounts that a validated task asks for.
    package static func resources(of task: TaskSpec) -> Resources {
        // A validated spec parses; a spec from an older store that does not is given the defaults.
        (try? task.resources.amounts()) ?? Resources(cpuMillis: 500, memoryBytes: 512_000_000)
    }
}
