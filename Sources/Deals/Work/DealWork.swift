package import ContentAddressing
package import Core
package import Settlement

/// What an order means to the parties of a deal: the job that both of them name by its key, and the result that a run
/// of it stands for.
///
/// Client and nodes make it from the same order, so they agree on every byte of it.
package struct DealWork: Sendable {
    package let description: JobDescription
    package let key: JobKey

    /// The bytes of one page of a program's memory.
    package static let pageBytes: UInt64 = 65_536
    /// What a run may leave behind when its task names no limit.
    static let outputBytesDefault: UInt64 = 1 << 30

    /// The work of an order as an engine of this version does it.
    ///
    /// Throws `validation` for inputs that no CID stands for.
    package init(_ order: ExecutionOrder, engineVersion: String, salt: Digest256, fuelMax: UInt64) throws(CoreError) {
        let task = order.job.spec.task
        var inputs = try Self.inputs(order)
        var lines: [String] = []
        var arguments: [String] = []
        var program = Self.cid(of: task.engine.params).bytes
        if task.engine.type.equalsIgnoringCase(WasmParameters.engineType) {
            let wasm = try WasmParameters(task.engine)
            if let index = inputs.firstIndex(where: { $0.path == wasm.entryModule }) {
                program = inputs.remove(at: index).cid
            }
            lines = [wasm.entrypoint] + wasm.importModules.map { "import " + $0 }
            arguments = wasm.parameters
        }
        lines += task.resultPaths.map { "result " + $0.name + " " + $0.path }.sorted()
        let resources = (try? task.resources.amounts()) ?? Resources()
        description = JobDescription(
            classID: task.engine.type.lowercased() + " " + engineVersion,
            program: program,
            entry: lines.joined(separator: "\n"),
            arguments: arguments,
            environment: Self.environment(order),
            inputs: inputs,
            maxFuel: fuelMax,
            maxPages: UInt64(clamping: resources.memoryBytes) / Self.pageBytes,
            maxOutputBytes: resources.diskBytes > 0 ? UInt64(resources.diskBytes) : Self.outputBytesDefault,
            salt: salt
        )
        key = description.key
    }

    /// What the run of a report stands for; nil when the report has no result that a digest names.
    package func result(of report: ExecutionReport) -> WorkResult? {
        guard let root = report.result?.multihash.sha256Digest else { return nil }
        return WorkResult(
            exit: UInt32(truncatingIfNeeded: report.output?.exitCode ?? 0),
            outputRoot: root,
            fuel: report.usage.fuel,
            pageFuel: Self.pageFuel(report.usage)
        )
    }

    /// Page-fuel of a run: its largest number of pages, held for all of its fuel.
    package static func pageFuel(_ usage: Usage) -> UInt64 {
        let pages = usage.memoryPeakBytes / pageBytes + (usage.memoryPeakBytes % pageBytes > 0 ? 1 : 0)
        let (product, overflow) = usage.fuel.multipliedReportingOverflow(by: pages)
        return overflow ? .max : product
    }

    // MARK: - Parts

    /// Everything that the program sees in its environment; ids in it follow from the task, not from the run.
    private static func environment(_ order: ExecutionOrder) -> [String] {
        let task = order.job.spec.task
        let system = SystemEnvironment.make(
            executionID: order.execution.id,
            jobID: order.job.id,
            jobType: order.job.spec.type,
            partition: order.execution.partition,
            partitionCount: order.job.partitions,
            deterministicSeed: SpecDigest.taskSeed(
                task,
                partition: order.execution.partition,
                partitionCount: order.job.partitions
            )
        )
        return task.env.merging(system).pairs.map { $0.key + "=" + $0.value }
    }

    private static func inputs(_ order: ExecutionOrder) throws(CoreError) -> [JobDescription.Input] {
        var inputs: [JobDescription.Input] = []
        for (index, input) in order.job.spec.task.inputs.enumerated() {
            if let share = order.share, share.inputIndex == index {
                inputs.append(JobDescription.Input(path: input.target, cid: share.root.bytes))
                continue
            }
            inputs.append(JobDescription.Input(path: input.target, cid: try cid(of: input.source).bytes))
        }
        return inputs
    }

    private static func cid(of source: TypedSpec) throws(CoreError) -> CID {
        switch source.type.lowercased() {
        case "ipfs":
            if let text = source["CID"]?.stringValue, let cid = try? CID(parsing: text) { return cid }
        case "inline": return cid(of: source.params)
        default: break
        }
        throw CoreError(
            .validation,
            "input source '\(source.type)' has no CID, so a deal cannot name it",
            hint: "add the data with 'bacalhau data add' and use its CID",
            component: "Deals"
        )
    }

    /// Names a value by the CID of its canonical text.
    private static func cid(of value: JSONValue) -> CID { .raw(.sha256(of: value.sortedKeys().jsonBytes())) }
}
