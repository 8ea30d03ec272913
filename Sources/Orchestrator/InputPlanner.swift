import ContentAddressing
import Core
import Scheduling

/// What a job's inputs mean for its placement: partitions, shares and who holds the data.
struct InputPlan: Sendable {
    var partitions: Int
    var shares: [PartitionShare] = []
    var blocks: [Block] = []
    var locality = Locality()
}

/// Looks at the inputs that a job names by CID: lists directories to shard them, and asks who holds what.
struct InputPlanner: Sendable {
    /// The most files of a directory that is sharded.
    static let shardFilesMax = 1_000_000
    /// The deepest directory that is sharded.
    static let depthMax = 64
    /// The most partitions whose missing data is explained.
    static let explainedMax = 8

    let exchange: any ContentExchange

    /// Throws `validation` when a shard rule does not fit the inputs.
    func plan(_ spec: JobSpec) async throws -> InputPlan {
        var plan = try await planUnexplained(spec)
        // A few reasons are enough, and each costs a walk.
        let unmet = plan.locality.needs.indices.filter { plan.locality.needs[$0].missing != nil }
        for index in unmet.prefix(Self.explainedMax) {
            guard let missing = plan.locality.needs[index].missing else { continue }
            plan.locality.needs[index].changed = await exchange.changedFile(below: missing)
        }
        return plan
    }

    private func planUnexplained(_ spec: JobSpec) async throws -> InputPlan {
        guard let sharding = spec.shard else {
            var plan = InputPlan(partitions: spec.type == .batch ? spec.count ?? 1 : 0)
            plan.locality = await locality(of: spec)
            return plan
        }
        let index = try inputIndex(sharding, spec.task)
        let root = try cid(of: spec.task.inputs[index])
        let files = try await listFiles(root)
        let groups = try ShardPlanner.group(files, by: sharding.rule)
        var plan = InputPlan(partitions: groups.count)
        var needs: [Locality.Needs] = []
        var known = LookupTable<CID, [NodeID]>()
        for group in groups {
            let shard = try ShardPlanner.shard(of: group)
            plan.shares.append(PartitionShare(inputIndex: index, root: shard.root.cid, bytes: shard.root.fileBytes))
            plan.blocks += shard.blocks
            needs.append(await self.needs(of: group.map(\.node), &known))
        }
        plan.locality = Locality(needs: needs)
        return plan
    }

    /// Who holds the data of a job that was planned before.
    func locality(of job: Job) async throws -> Locality {
        guard !job.shares.isEmpty else { return await locality(of: job.spec) }
        var needs: [Locality.Needs] = []
        var known = LookupTable<CID, [NodeID]>()
        for share in job.shares {
            let files = try await listFiles(share.root)
            needs.append(await self.needs(of: files.map(\.node), &known))
        }
        return Locality(needs: needs)
    }

    // MARK: - Holders

    private func locality(of spec: JobSpec) async -> Locality {
        let inputs = spec.task.inputs.filter { $0.source.type.lowercased() == "ipfs" }
        guard !inputs.isEmpty else { return Locality() }
        var known = LookupTable<CID, [NodeID]>()
        var total = Locality.Needs()
        for input in inputs {
            guard let root = try? cid(of: input) else { continue }
            var needs = await self.needs(
                of: [ImportedNode(cid: root, fileBytes: 1, tsize: 1, kind: .directory)],
                &known
            )
            if needs.missing == nil, let node = try? await exchange.stat(root) {
                needs.bytes = max(1, node.fileBytes)
                for index in needs.holdings.indices { needs.holdings[index].bytes = needs.bytes }
            } else if let parts = try? await listFiles(root) {
                needs = await self.needs(of: parts.map(\.node), &known)
            }
            total = merge(total, needs)
        }
        return Locality(needs: [total])
    }

    private func needs(of nodes: [ImportedNode], _ known: inout LookupTable<CID, [NodeID]>) async -> Locality.Needs {
        var result = Locality.Needs()
        for node in nodes {
            let bytes = max(1, node.fileBytes)
            var holders = known[node.cid]
            if holders == nil { holders = await exchange.holders(of: node.cid) }
            known[node.cid] = holders
            guard let holders, !holders.isEmpty else {
                result = merge(result, Locality.Needs(bytes: bytes, missing: node.cid))
                continue
            }
            let holdings = holders.sorted().map { Locality.Holding(node: $0, bytes: bytes) }
            result = merge(result, Locality.Needs(bytes: bytes, holdings: holdings))
        }
        return result
    }

    private func merge(_ left: Locality.Needs, _ right: Locality.Needs) -> Locality.Needs {
        var holdings = left.holdings
        for holding in right.holdings {
            if let index = holdings.firstIndex(where: { $0.node == holding.node }) {
                holdings[index].bytes &+= holding.bytes
            } else {
                holdings.append(holding)
            }
        }
        holdings.sort { $0.node < $1.node }
        return Locality.Needs(
            bytes: left.bytes &+ right.bytes,
            holdings: holdings,
            missing: left.missing ?? right.missing,
            changed: left.missing == nil ? right.changed : left.changed
        )
    }

    // MARK: - Listing

    private func inputIndex(_ sharding: Sharding, _ task: TaskSpec) throws -> Int {
        let candidates = task.inputs.indices.filter { index in
            let input = task.inputs[index]
            guard input.source.type.lowercased() == "ipfs" else { return false }
            return sharding.input.isEmpty || input.target == sharding.input || input.alias == sharding.input
        }
        guard let index = candidates.first else {
            let wanted =
                sharding.input.isEmpty
                ? "an input of type ipfs" : "an ipfs input with the target or alias '\(sharding.input)'"
            throw CoreError(
                .validation,
                "Shard needs \(wanted), and the task has none",
                hint: "name a directory by its CID in InputSources; 'bacalhau data add DIR' gives one",
                component: "Shard"
            )
        }
        return index
    }

    private func cid(of input: InputSpec) throws -> CID {
        let text = input.source["CID"]?.stringValue ?? ""
        do { return try CID(parsing: text) } catch {
            throw CoreError(
                .validation,
                "InputSources: '\(text)' at target '\(input.target)' is not a CID: \(error)",
                hint: "a CID looks like bafy… or Qm…",
                component: "InputSources"
            )
        }
    }

    private func block(_ cid: CID) async throws -> [UInt8] {
        guard let block = try await exchange.fetch(cid, for: nil) else {
            throw CoreError(
                .notFound,
                "no connected node holds \(cid)",
                hint: "add the data with 'bacalhau data add PATH', or connect a node that has it",
                component: "ContentExchange"
            )
        }
        return block.bytes
    }

    /// All files below a directory, in path order (bytewise).
    private func listFiles(_ root: CID) async throws -> [ShardFile] {
        var files: [ShardFile] = []
        try await list(root, path: [], into: &files)
        files.sort { left, right in
            left.path.lexicographicallyPrecedes(right.path) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return files
    }

    private func list(_ directory: CID, path: [String], into files: inout [ShardFile]) async throws {
        guard path.count < Self.depthMax else {
            throw CoreError(
                .validation,
                "the input directory is deeper than \(Self.depthMax) levels",
                component: "Shard"
            )
        }
        var reader = DirectoryReader(root: directory, entriesMax: Self.shardFilesMax)
        while true {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try await block(cid))
            case .entry(let entry):
                guard files.count < Self.shardFilesMax else {
                    throw CoreError(
                        .validation,
                        "the input directory has more than \(Self.shardFilesMax) files",
                        component: "Shard"
                    )
                }
                let entryPath = path + [entry.name]
                let node = try await node(entry)
                if node.kind == .directory {
                    try await list(entry.cid, path: entryPath, into: &files)
                } else {
                    files.append(ShardFile(path: entryPath, node: node))
                }
            case .finished: return
            }
        }
    }

    private func node(_ entry: DirectoryReader.Entry) async throws -> ImportedNode {
        if entry.cid.codec == .raw {
            return ImportedNode(cid: entry.cid, fileBytes: entry.tsize, tsize: entry.tsize, kind: .file)
        }
        return try await exchange.stat(entry.cid)
    }
}
