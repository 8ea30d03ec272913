import ContentAddressing
import Core
import Scheduling

extension ClusterSimulation {
    /// Draws the cluster and its workload, and sets the first events.
    mutating func build() {
        let nodeCount = 2 + random.below(5)
        for index in 0..<nodeCount {
            var info = NodeInfo(
                id: NodeID("n-\(index)"),
                name: "node-\(index)",
                capacity: Resources(cpuMillis: 1000 * (1 + random.below(4)), memoryBytes: 8 << 30, diskBytes: 1 << 40)
            )
            info.engines = [EngineStatus(kind: "wasm", isAvailable: true)]
            info.sources = ["inline", "ipfs"]
            info.labels = ["zone": index % 2 == 0 ? "a" : "b"]
            info.queueMax = random.chance(1, in: 2) ? 0 : 64
            nodes.append(SimulatedNode(info: info))
            agenda.add(.nodeBoots(index), at: now + .milliseconds(random.below(3000)))
        }
        bootOrchestrator()
        for _ in 0..<(3 + random.below(12)) { addJob() }
        agenda.add(.faultsEnd, at: now + .seconds(60 + random.below(120)))
    }

    private mutating func addJob() {
        var spec = JobSpec()
        var task = TaskSpec()
        task.engine = TypedSpec(type: "wasm")
        task.resources.cpu = "\(250 * (1 + random.below(4)))m"
        task.resources.memory = "64Mb"
        spec.priority = random.below(3)
        spec.type = random.chance(1, in: 8) ? .ops : .batch
        if random.chance(1, in: 6) { spec.constraints = [Constraint(key: "zone", op: .equals, values: ["a"])] }
        if random.chance(1, in: 12) {
            spec.constraints = [Constraint(key: "zone", op: .equals, values: ["nowhere"])]
            task.timeouts.queueSeconds = Int64(5 + random.below(60))
        }
        if random.chance(1, in: 6) { task.timeouts.totalSeconds = Int64(60 + random.below(300)) }
        if random.chance(1, in: 6) { task.timeouts.executionSeconds = Int64(15 + random.below(30)) }
        let partitions = spec.type == .ops ? 0 : (random.chance(1, in: 4) ? 4 + random.below(12) : 1 + random.below(3))
        let hasData = spec.type == .batch && random.chance(1, in: 3)
        if hasData { task.inputs = [InputSpec(source: TypedSpec(type: "ipfs"), target: "/inputs")] }
        spec.tasks = [task]
        let at = now + .milliseconds(random.below(60_000))
        let job = Job(id: ids.jobID(), spec: spec, partitions: partitions, createdAt: at)
        if hasData { locality[job.id] = drawLocality(partitions) }
        agenda.add(.submit(job), at: at)
        if random.chance(1, in: 10) { agenda.add(.stop(job.id), at: at + .milliseconds(random.below(30_000))) }
        if random.chance(1, in: 12) { agenda.add(.update(job.id), at: at + .milliseconds(random.below(30_000))) }
    }

    private mutating func drawLocality(_ partitions: Int) -> Locality {
        var needs: [Locality.Needs] = []
        for _ in 0..<partitions {
            let bytes = UInt64(1 + random.below(1 << 24))
            if random.chance(1, in: 5) {
                needs.append(Locality.Needs(bytes: bytes, missing: CID.raw(Multihash.sha256(of: [1]))))
                continue
            }
            let holder = random.below(nodes.count)
            let held = random.chance(3, in: 4) ? bytes : bytes / 2
            needs.append(
                Locality.Needs(bytes: bytes, holdings: [Locality.Holding(node: nodes[holder].info.id, bytes: held)])
            )
        }
        return Locality(needs: needs)
    }
}
