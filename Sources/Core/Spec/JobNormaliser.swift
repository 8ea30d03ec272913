/// Brings a spec into the one form that the system keeps: defaults filled in, names trimmed, reserved keys taken out.
package enum JobNormaliser {
    /// A spec in its kept form, and what the user should know about it.
    package struct Output: Hashable, Sendable {
        /// The spec with all defaults.
        package var spec: JobSpec
        /// What was dropped or is ignored, in words.
        package var warnings: [String]
    }

    /// The beginning of keys in `Meta` that only the system writes.
    package static let reservedMetaPrefix = "bacalhau.org/"
    /// The processor share of a task that names none.
    package static let defaultCPU = "500m"
    /// The memory of a task that names none.
    package static let defaultMemory = "512Mb"

    /// The spec with defaults; wasm tasks are in the new form.
    ///
    /// It may still be invalid: see ``JobSpecValidator``.
    ///
    /// Normalising twice gives the same as once, without warnings about what was taken out.
    package static func normalise(_ spec: JobSpec) -> Output {
        var spec = spec
        var warnings: [String] = []
        spec.name = spec.name.trimmed
        spec.namespace = spec.namespace.trimmed
        if spec.namespace.isEmpty { spec.namespace = JobSpec.defaultNamespace }
        spec.count = count(spec)
        spec.meta = withoutReserved(spec.meta, &warnings)
        for index in spec.tasks.indices { spec.tasks[index] = task(spec.tasks[index], index, &warnings) }
        if spec.tasks.count > 1 {
            warnings.append("the job has \(spec.tasks.count) tasks; only the first one, Tasks[0], runs")
        }
        spec.trust = trust(spec)
        limitPaidTime(of: &spec, &warnings)
        return Output(spec: spec, warnings: warnings)
    }

    /// A wrong count stays as it is, for the validator.
    ///
    private static func count(_ spec: JobSpec) -> Int {
        switch spec.type {
        case .batch, .service: spec.count ?? 1
        case .ops, .daemon: spec.count == 1 ? 0 : spec.count ?? 0
        }
    }

    /// The section with its defaults; one that asks for nothing but a fast run is none.
    private static func trust(_ spec: JobSpec) -> TrustSpec? {
        guard var trust = spec.trust, trust != TrustSpec(style: .fast) else { return nil }
        trust.nodes = trust.nodes.map(\.trimmed)
        if trust.style == .redundant, trust.replicas == nil { trust.replicas = TrustSpec.replicasDefault }
        if trust.style.isPaid, trust.maxFuel == nil, spec.task.engine.type == WasmParameters.engineType {
            trust.maxFuel = TrustSpec.maxFuelDefault
        }
        return trust
    }

    /// A paid task without fuel is priced by the time that it may take, so it needs a limit.
    private static func limitPaidTime(of spec: inout JobSpec, _ warnings: inout [String]) {
        guard let trust = spec.trust, trust.style.isPaid, !spec.tasks.isEmpty,
            spec.task.engine.type != WasmParameters.engineType, spec.task.timeouts.executionSeconds == 0
        else { return }
        let timeouts = spec.task.timeouts
        let left = timeouts.totalSeconds > timeouts.queueSeconds ? timeouts.totalSeconds - timeouts.queueSeconds : .max
        let seconds = min(PaidWork.secondsDefault, left)
        spec.tasks[0].timeouts.executionSeconds = seconds
        warnings.append(
            "Tasks[0].Timeouts.ExecutionTimeout is \(seconds) s: a paid task without fuel is priced by "
                + "the time that it may take"
        )
    }

    private static func withoutReserved(_ meta: StringMap, _ warnings: inout [String]) -> StringMap {
        var result = meta
        for pair in meta.pairs where pair.key.hasPrefix(reservedMetaPrefix) {
            result[pair.key] = nil
            warnings.append("Meta '\(pair.key)' is reserved for the system; the given value is ignored")
        }
        return result
    }

    private static func task(_ given: TaskSpec, _ index: Int, _ warnings: inout [String]) -> TaskSpec {
        var task = LegacyWasmConversion.converted(given)
        if task != given {
            warnings.append(
                "Tasks[\(index)] has a wasm engine in the form of v1.6; it was converted: modules are inputs now"
            )
        }
        task.name = task.name.trimmed
        task.engine.type = task.engine.type.trimmed
        task.publisher.type = task.publisher.type.trimmed
        for input in task.inputs.indices {
            task.inputs[input].source.type = task.inputs[input].source.type.trimmed
            task.inputs[input].alias = task.inputs[input].alias.trimmed
            task.inputs[input].target = task.inputs[input].target.trimmed
        }
        for result in task.resultPaths.indices {
            task.resultPaths[result].name = task.resultPaths[result].name.trimmed
            task.resultPaths[result].path = task.resultPaths[result].path.trimmed
        }
        task.resources.cpu = task.resources.cpu.trimmed.isEmpty ? defaultCPU : task.resources.cpu.trimmed
        task.resources.memory = task.resources.memory.trimmed.isEmpty ? defaultMemory : task.resources.memory.trimmed
        task.resources.disk = task.resources.disk.trimmed
        task.resources.gpu = task.resources.gpu.trimmed
        return task
    }
}
