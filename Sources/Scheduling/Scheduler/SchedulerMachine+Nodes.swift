import Core

extension SchedulerMachine {
    mutating func receive(_ message: NodeMessage, from node: NodeID, now: Timestamp) {
        if case .register(let info, let incarnation, let known) = message {
            register(info, incarnation, known: known, now: now)
            return
        }
        guard let position = nodeIndex[node] else {
            out.messages.add(.registerAgain, to: node)
            if case .finished(_, let reports) = message { finish(reports, from: node, now: now) }
            if case .progress(_, let id, .verifying, let detail) = message {
                // It ended there; the node does not have to come back for it.
                progress(id, .verifying, detail, from: node, now: now)
            }
            return
        }
        heard(from: position, now: now)
        switch message {
        case .register: break
        case .heartbeat(let incarnation, let running, let waiting):
            heartbeat(position, incarnation, running: running, waiting: waiting, now: now)
        case .progress(_, let id, let phase, let detail): progress(id, phase, detail, from: node, now: now)
        case .finished(_, let reports): finish(reports, from: node, now: now)
        case .returned(_, let ids): returned(ids, from: node, now: now)
        case .opened, .offered: break
        case .leaving(let incarnation): leave(position, incarnation, now: now)
        }
    }

    // MARK: - Joining and leaving

    private mutating func register(_ info: NodeInfo, _ incarnation: Incarnation, known: [ExecutionID], now: Timestamp) {
        let position: Int
        if let existing = nodeIndex[info.id] {
            guard nodes[existing].incarnation <= incarnation else { return }
            position = existing
            nodes[position].incarnation = incarnation
            nodes[position].state.info = info
            connect(position, now: now)
        } else {
            position = nodes.firstIndex { info.id < $0.state.info.id } ?? nodes.count
            var state = NodeState(info: info, now: now)
            if !configuration.approvesNodes { state.membership = .pending }
            nodes.insert(NodeEntry(state: state, incarnation: incarnation), at: position)
            for place in position..<nodes.count { nodeIndex[nodes[place].state.info.id] = place }
            setSilenceTimer(position, now: now)
        }
        nodes[position].state.lastHeartbeat = now
        suitable.removeAll()
        adopt(known, at: position, now: now)
    }

    /// Agrees with a node on what it runs: takes over what it knows, stops what nobody wants, replaces what it lost.
    private mutating func adopt(_ known: [ExecutionID], at position: Int, now: Timestamp) {
        let node = nodes[position].state.info.id
        var isKnown = LookupTable<ExecutionID, Bool>()
        for id in known { isKnown[id] = true }
        for id in known where executions[id] == nil {
            out.messages.add(.stop(id, reason: "the orchestrator does not want it any more"), to: node)
        }
        for id in executions.sortedKeys {
            guard let live = executions[id], live.execution.nodeID == node, !live.isVerifying else { continue }
            if isKnown.contains(id) {
                if !nodes[position].executions.contains(id) { nodes[position].assign(id, live.execution.allocated) }
            } else if now - live.sentAt >= configuration.orderConfirmation || !nodes[position].executions.contains(id) {
                lose(id, why: "the node restarted without it", now: now)
            }
        }
    }

    private mutating func connect(_ position: Int, now: Timestamp) {
        guard nodes[position].state.connection != .connected else { return }
        nodes[position].state.connection = .connected
        nodes[position].state.connectedSince = now
        setSilenceTimer(position, now: now)
        suitable.removeAll()
    }

    private mutating func setSilenceTimer(_ position: Int, now: Timestamp) {
        guard !nodes[position].hasSilenceTimer else { return }
        nodes[position].hasSilenceTimer = true
        timers.add(.nodeSilence(nodes[position].state.info.id), at: now + configuration.nodeSilenceMax)
    }

    private mutating func heard(from position: Int, now: Timestamp) {
        nodes[position].state.lastHeartbeat = max(nodes[position].state.lastHeartbeat, now)
        if nodes[position].state.connection == .disconnected {
            out.messages.add(.registerAgain, to: nodes[position].state.info.id)
        }
    }

    mutating func checkSilence(of id: NodeID, now: Timestamp) {
        guard let position = nodeIndex[id] else { return }
        nodes[position].hasSilenceTimer = nodes[position].state.connection == .connected
        guard nodes[position].hasSilenceTimer else { return }
        let deadline = nodes[position].state.lastHeartbeat + configuration.nodeSilenceMax
        guard deadline <= now else {
            timers.add(.nodeSilence(id), at: deadline)
            return
        }
        nodes[position].hasSilenceTimer = false
        disconnect(position, why: "the node was silent for \(configuration.nodeSilenceMax)", now: now)
    }

    mutating func checkReturn(of id: NodeID, now: Timestamp) {
        guard nodeIndex[id] == nil else { return }
        loseAll(of: id, why: "its node \(id.text.shortID) did not come back after the orchestrator restarted", now: now)
    }

    private mutating func leave(_ position: Int, _ incarnation: Incarnation, now: Timestamp) {
        guard nodes[position].incarnation == incarnation else { return }
        disconnect(position, why: "the node left in order", now: now)
    }

    private mutating func disconnect(_ position: Int, why: String, now: Timestamp) {
        nodes[position].state.connection = .disconnected
        nodes[position].state.disconnectedSince = now
        nodes[position].state.lastError = why
        suitable.removeAll()
        loseAll(of: nodes[position].state.info.id, why: why, now: now)
    }

    /// Loses what the node was running; a result that is being checked is known already and stays.
    private mutating func loseAll(of node: NodeID, why: String, now: Timestamp) {
        for id in executions.sortedKeys {
            guard let live = executions[id], live.execution.nodeID == node, !live.isVerifying else { continue }
            lose(id, why: why, now: now)
        }
    }

    mutating func changeMembership(of id: NodeID, to membership: NodeState.Membership, message: String, now: Timestamp)
    {
        guard let position = nodeIndex[id] else { return }
        nodes[position].state.membership = membership
        nodes[position].state.lastError = message
        suitable.removeAll()
        if membership == .rejected { loseAll(of: id, why: "the node was rejected: \(message)", now: now) }
    }

    /// Forgets a node that is gone, with what was decided about it; when it comes back, it is new.
    mutating func remove(node id: NodeID) {
        guard let position = nodeIndex[id], nodes[position].state.connection == .disconnected else { return }
        nodes.remove(at: position)
        nodeIndex.remove(id)
        for place in position..<nodes.count { nodeIndex[nodes[place].state.info.id] = place }
        suitable.removeAll()
    }

    // MARK: - Heartbeats

    private mutating func heartbeat(
        _ position: Int,
        _ incarnation: Incarnation,
        running: [ExecutionID],
        waiting: [ExecutionID],
        now: Timestamp
    ) {
        let node = nodes[position].state.info.id
        guard nodes[position].incarnation == incarnation else {
            if nodes[position].incarnation < incarnation { out.messages.add(.registerAgain, to: node) }
            return
        }
        var isListed = LookupTable<ExecutionID, Bool>()
        for id in running + waiting {
            isListed[id] = true
            if executions[id]?.execution.nodeID != node {
                out.messages.add(.stop(id, reason: "the orchestrator does not want it any more"), to: node)
            }
        }
        for id in nodes[position].executions.sortedKeys where !isListed.contains(id) {
            guard var live = executions[id], now - live.sentAt >= configuration.orderConfirmation,
                let active = jobs[live.execution.jobID]
            else { continue }
            live.sentAt = now
            executions[id] = live
            out.orders.add(ExecutionOrder(execution: live.execution, job: active.job), to: node)
        }
        if !waiting.isEmpty { setRecallTimer(now: now) }
    }

    private mutating func setRecallTimer(now: Timestamp) {
        guard !isRecallTimerSet else { return }
        isRecallTimerSet = true
        timers.add(.recall, at: now + configuration.recallAfter)
    }

    /// Calls back orders that wait behind long work while another node has room.
    mutating func recallWaiting(now: Timestamp) {
        isRecallTimerSet = false
        var isWaiting = false
        for entry in nodes where entry.assigned.fits(in: entry.state.info.capacity) == false {
            for id in entry.executions.sortedKeys {
                guard var live = executions[id], live.runningSince == nil, !live.isRecalled,
                    jobs[live.execution.jobID]?.job.spec.type != .ops
                else { continue }
                guard now - live.sentAt >= configuration.recallAfter else {
                    isWaiting = true
                    continue
                }
                guard isRoomElsewhere(than: entry.state.info.id, for: live.execution) else { continue }
                live.isRecalled = true
                executions[id] = live
                out.messages.add(.recall([id]), to: entry.state.info.id)
            }
        }
        if isWaiting { setRecallTimer(now: now) }
    }

    private mutating func isRoomElsewhere(than node: NodeID, for execution: Execution) -> Bool {
        guard let active = jobs[execution.jobID] else { return false }
        return suitableNodes(for: active.key.shape).contains { position in
            nodes[position].state.info.id != node && nodes[position].hasRoom(for: execution.allocated)
        }
    }
}
