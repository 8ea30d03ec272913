import Core

extension SchedulerMachine {
    private enum PassOutcome {
        /// Nothing of the job is left to place.
        case placed
        /// No node has room for this shape now.
        case noRoom
        /// Other jobs of this shape may fit, this one has to wait for its data.
        case waitsForData
        /// Its data's holders are busy; it waits a moment before the data is moved.
        case waitsForHolders
    }

    /// Positions of the nodes that can take the shape as things stand; kept until a node changes.
    mutating func suitableNodes(for shape: TaskShape) -> [Int] {
        if let known = suitable[shape] { return known }
        let positions = nodes.indices.filter { obstacles(to: shape, on: nodes[$0].state).isEmpty }
        if suitable.count > 10_000 { suitable.removeAll() }
        suitable[shape] = positions
        return positions
    }

    /// The reasons against a node on this cluster's ledger; see ``Suitability``.
    func obstacles(to shape: TaskShape, on node: NodeState, inputBytes: UInt64 = 0) -> [String] {
        Suitability.obstacles(to: shape, on: node, ledger: configuration.ledger, inputBytes: inputBytes)
    }

    /// Places what can be placed now: by priority, then by arrival.
    mutating func placeReady(now: Timestamp) {
        guard queue.count > 0 else { return }
        queue.dropEmptyBuckets()
        var blocked = Array(repeating: false, count: queue.buckets.count)
        var setAside: [(JobID, ReadyQueue.Key)] = []
        while let position = queue.nextBucket(blocked: blocked), let entry = queue.buckets[position].first {
            guard var active = jobs[entry.job], active.isInQueue, active.key == queue.buckets[position].key else {
                queue.removeFirst(ofBucket: position)
                continue
            }
            jobs.remove(entry.job)
            let outcome = place(&active, now: now)
            switch outcome {
            case .placed:
                active.isInQueue = false
                queue.removeFirst(ofBucket: position)
            case .noRoom: blocked[position] = true
            case .waitsForData:
                active.isInQueue = false
                queue.removeFirst(ofBucket: position)
                active.isParked = true
                setHoldersTimer(&active, at: now + configuration.holdersInterval)
            case .waitsForHolders:
                queue.removeFirst(ofBucket: position)
                setAside.append((entry.job, active.key))
                if setAside.count >= configuration.blockedScanMax { blocked[position] = true }
            }
            jobs[entry.job] = active
        }
        for (id, key) in setAside.reversed() { queue.putBack(id, key: key) }
    }

    private mutating func place(_ active: inout ActiveJob, now: Timestamp) -> PassOutcome {
        let candidates = suitableNodes(for: active.key.shape)
        guard !candidates.isEmpty else { return .noRoom }
        var isWaitingForHolders = false
        var isMissing = false
        var offset = 0
        while offset < min(active.unplacedCount, 256) {
            guard candidates.contains(where: { hasRoom($0, active, now: now) }) else { return .noRoom }
            let partition = active.unplaced[active.unplacedHead + offset]
            let needs = active.locality.needs(of: partition)
            let able = affordable(candidates, active, needs)
            if needs.missing != nil || able.isEmpty {
                // What is too dear with this much input is looked at again like data that nobody has.
                isMissing = true
                offset += 1
                continue
            }
            guard able.count == candidates.count || able.contains(where: { hasRoom($0, active, now: now) }) else {
                offset += 1
                continue
            }
            guard let choice = choose(partition, of: active, needs, able, now: now) else {
                isWaitingForHolders = true
                offset += 1
                continue
            }
            let taken = active.takeUnplaced(at: offset)
            assign(taken, of: &active, to: choice.position, reason: choice.reason, now: now)
        }
        if !active.hasUnplaced { return .placed }
        if isWaitingForHolders {
            timers.add(.localityWait(active.job.id), at: active.waitingSince + configuration.localityWait)
            return .waitsForHolders
        }
        return isMissing ? .waitsForData : .noRoom
    }

    /// The nodes whose price for the partition's input, too, is within the job's limit.
    func affordable(_ candidates: [Int], _ active: ActiveJob, _ needs: Locality.Needs) -> [Int] {
        guard needs.bytes > 0, let work = active.key.shape.paid else { return candidates }
        return candidates.filter { position in
            nodes[position].state.info.deals.map { work.cap(at: $0.prices, inputBytes: needs.bytes) != nil } ?? false
        }
    }

    private func hasRoom(_ position: Int, _ active: ActiveJob, now: Timestamp) -> Bool {
        let resources = active.key.shape.resources
        return nodes[position].hasRoom(for: resources)
            || nodes[position].takesAhead(resources, expected: active.expectedNanoseconds, configuration, now: now)
    }

    /// The best node with room; nil when it is better to wait for one that holds the data.
    private func choose(
        _ partition: Int,
        of active: ActiveJob,
        _ needs: Locality.Needs,
        _ candidates: [Int],
        now: Timestamp
    ) -> (position: Int, reason: String)? {
        let troubled = active.trouble[partition]?.nodes ?? []
        let paid = active.key.shape.paid
        var best: (position: Int, rank: PlacementRank)?
        // Only paid work says in its reason what decided between the nodes.
        var ranks: [PlacementRank] = []
        var isHolderBusy = false
        for position in candidates {
            let id = nodes[position].state.info.id
            let held = needs.bytes > 0 ? needs.bytes(on: id) : 0
            guard hasRoom(position, active, now: now) else {
                if needs.bytes > 0 && held >= needs.bytes && !troubled.contains(id) { isHolderBusy = true }
                continue
            }
            var rank = PlacementRank(
                isUntroubled: !troubled.contains(id),
                held: held,
                preferences: Suitability.preferencesMet(by: nodes[position].state, active.key.shape),
                hasFreeSlot: nodes[position].hasRoom(for: active.key.shape.resources),
                freeCPU: nodes[position].state.info.capacity.cpuMillis - nodes[position].assigned.cpuMillis
            )
            if let paid {
                rank.price = fullPrice(of: paid, on: position, inputBytes: needs.bytes)
                rank.faults = nodes[position].record.faults(at: now)
                ranks.append(rank)
            }
            if best.map({ $0.rank < rank }) ?? true { best = (position, rank) }
        }
        guard let best else { return nil }
        let toMove = needs.bytes - min(needs.bytes, best.rank.held)
        if isHolderBusy && toMove > configuration.moveFreelyBytes
            && now - active.waitingSince < configuration.localityWait
        {
            return nil
        }
        return (best.position, best.rank.reason(needs: needs.bytes, others: ranks))
    }

    /// What a node asks for all of the work, more than can exist as the largest number.
    private func fullPrice(of work: PaidWork, on position: Int, inputBytes: UInt64) -> Int64 {
        let prices = nodes[position].state.info.deals?.prices
        return prices.flatMap { work.fullPrice(at: $0, inputBytes: inputBytes) } ?? .max
    }
}
