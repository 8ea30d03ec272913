import ContentAddressing
import Core

extension SchedulerMachine {
    // MARK: - Submission

    mutating func submit(_ job: Job, _ locality: Locality, now: Timestamp) {
        if let former = jobs[job.id] {
            guard former.job.version < job.version else { return }
            cancelLive(of: former, reason: "the job was updated to version \(job.version)", now: now)
            var old = former.job
            old.state = .stopped
            old.stateMessage = "replaced by version \(job.version)"
            change(&old, now: now)
            jobs.remove(job.id)
        }
        var active = ActiveJob(job: job, locality: locality, now: now)
        note(job, .submission, job.version == 1 ? "Job submitted" : "Job updated", now: now)
        out.record(job)
        let timeouts = job.spec.task.timeouts
        if timeouts.totalSeconds > 0 {
            timers.add(.totalTimeout(job.id, version: job.version), at: now + .seconds(timeouts.totalSeconds))
        }
        if timeouts.queueSeconds > 0 {
            timers.add(.queueTimeout(job.id, version: job.version), at: now + .seconds(timeouts.queueSeconds))
        }
        if job.spec.type == .ops {
            placeOps(active, now: now)
            return
        }
        guard job.partitions > 0 else {
            complete(active, now: now)
            return
        }
        if let changed = locality.needs.lazy.compactMap(\.changed).first {
            // Waiting would be in vain: who changed the file has to say what to run on instead.
            fail(active, message: "\(changed.message) (\(changed.hint))", now: now)
            return
        }
        active.isInQueue = true
        queue.append(job.id, key: active.key)
        setQueuedTimer(&active, now: now)
        jobs[job.id] = active
    }

    mutating func setQueuedTimer(_ active: inout ActiveJob, now: Timestamp) {
        guard !active.hasQueuedTimer else { return }
        active.hasQueuedTimer = true
        timers.add(.queuedNotice(active.job.id, version: active.job.version), at: now + configuration.queuedAfter)
    }

    mutating func setHoldersTimer(_ active: inout ActiveJob, at deadline: Timestamp) {
        guard !active.hasHoldersTimer else { return }
        active.hasHoldersTimer = true
        timers.add(.holders(active.job.id), at: deadline)
    }

    /// An ops job runs once on every node that suits it now; a node that comes later does not count.
    private mutating func placeOps(_ active: ActiveJob, now: Timestamp) {
        let chosen = affordable(suitableNodes(for: active.key.shape), active, active.locality.needs(of: 0))
        guard !chosen.isEmpty else {
            fail(active, message: noNodesMessage(for: active), now: now)
            return
        }
        var active = active
        active.job.partitions = chosen.count
        active.results = Array(repeating: nil, count: chosen.count)
        active.unplaced = []
        for (partition, node) in chosen.enumerated() {
            assign(partition, of: &active, to: node, reason: "it matches the constraints", now: now)
        }
        jobs[active.job.id] = active
    }

    // MARK: - Endings

    mutating func stop(_ id: JobID, reason: String, now: Timestamp) {
        guard let active = jobs[id] else { return }
        end(active, .stopped, message: reason, now: now)
    }

    mutating func fail(_ active: ActiveJob, message: String, now: Timestamp) {
        end(active, .failed, message: message, now: now)
    }

    mutating func complete(_ active: ActiveJob, now: Timestamp) {
        var active = active
        let results = active.results.compactMap { $0 }
        if results.count == active.results.count {
            do {
                let (root, blocks) = try JobResult.link(results)
                active.job.result = root
                out.decision.changes.blocks += blocks
            } catch {
                fail(active, message: "the results could not be linked: \(error)", now: now)
                return
            }
        }
        end(active, .completed, message: "", now: now)
    }

    private mutating func end(_ active: ActiveJob, _ state: JobState, message: String, now: Timestamp) {
        cancelLive(of: active, reason: message.isEmpty ? "the job ended" : message, now: now)
        var job = active.job
        job.state = state
        job.stateMessage = message
        change(&job, now: now)
        jobs.remove(job.id)
        out.decision.ended.append(job)
    }

    /// Ends every live execution of the job as cancelled and tells the nodes.
    mutating func cancelLive(of active: ActiveJob, reason: String, now: Timestamp) {
        guard !active.live.isEmpty else { return }
        for partition in active.live.sortedKeys {
            guard let id = active.live[partition], var live = executions.remove(id) else { continue }
            release(live.execution)
            live.execution.desired = .stopped
            live.execution.desiredMessage = reason
            live.execution.state = .cancelled
            live.execution.stateMessage = reason
            change(&live.execution, now: now)
            out.messages.add(.stop(id, reason: reason), to: live.execution.nodeID)
        }
    }

    // MARK: - Waiting

    /// Says in the record that the job waits, and why.
    mutating func noteQueued(_ id: JobID, version: Int, now: Timestamp) {
        guard var active = jobs[id], active.job.version == version else { return }
        active.hasQueuedTimer = active.hasUnplaced
        jobs[id] = active
        guard active.hasUnplaced else { return }
        let reason = waitingReason(of: active, now: now)
        if active.live.isEmpty, active.job.state != .queued || active.job.stateMessage != reason {
            active.job.state = .queued
            active.job.stateMessage = reason
            change(&active.job, now: now, topic: .queueing, message: "Job queued. \(reason)")
            jobs[id] = active
        }
        timers.add(.queuedNotice(id, version: version), at: now + .seconds(5))
    }

    mutating func checkQueueTimeout(_ id: JobID, version: Int, now: Timestamp) {
        guard let active = jobs[id], active.job.version == version, active.live.isEmpty, active.completed == 0 else {
            return
        }
        let reason = waitingReason(of: active, now: now)
        fail(active, message: "the job waited longer than its queue timeout: \(reason)", now: now)
    }

    mutating func checkTotalTimeout(_ id: JobID, version: Int, now: Timestamp) {
        guard let active = jobs[id], active.job.version == version else { return }
        let seconds = active.job.spec.task.timeouts.totalSeconds
        var message = "the job took longer than \(seconds) s (TotalTimeout)"
        if !active.lastError.isEmpty { message += "; last error: \(active.lastError)" }
        note(active.job, .jobTimeout, message, now: now)
        fail(active, message: message, now: now)
    }

    mutating func learn(_ locality: Locality, of id: JobID, now: Timestamp) {
        guard var active = jobs[id] else { return }
        guard locality.needs.count <= 1 || locality.needs.count == active.job.partitions else { return }
        active.locality = locality
        active.isParked = false
        if active.hasUnplaced && !active.isInQueue {
            active.isInQueue = true
            queue.putBack(id, key: active.key)
        }
        jobs[id] = active
    }

    mutating func askHolders(_ id: JobID, now: Timestamp) {
        guard var active = jobs[id] else { return }
        active.hasHoldersTimer = active.isParked
        jobs[id] = active
        guard active.isParked else { return }
        out.decision.holderQuestions.append(active.job)
        timers.add(.holders(id), at: now + configuration.holdersInterval)
    }

    // MARK: - Records

    /// Counts a change of the job's record and writes it with an event of the new state.
    mutating func change(
        _ job: inout Job,
        now: Timestamp,
        topic: HistoryEvent.Topic = .stateUpdate,
        message: String? = nil
    ) {
        job.revision += 1
        job.modifiedAt = now
        out.record(job)
        var text = message ?? job.state.rawValue
        if message == nil && !job.stateMessage.isEmpty { text += ": \(job.stateMessage)" }
        note(job, topic, text, details: ["NewState": job.state.rawValue], now: now)
    }

    mutating func change(_ execution: inout Execution, now: Timestamp) {
        execution.revision += 1
        execution.modifiedAt = now
        out.record(execution)
    }

    mutating func note(
        _ job: Job,
        _ topic: HistoryEvent.Topic,
        _ message: String,
        execution: ExecutionID? = nil,
        details: StringMap = StringMap(),
        now: Timestamp
    ) {
        out.events.append(
            HistoryEvent(
                jobID: job.id,
                jobVersion: job.version,
                executionID: execution,
                topic: topic,
                message: message,
                details: details,
                time: now
            )
        )
    }

    // MARK: - Restart

    mutating func restore(_ execution: Execution, now: Timestamp) {
        guard var active = jobs[execution.jobID], execution.jobVersion == active.job.version else { return }
        if active.job.spec.type == .ops, active.results.count < active.job.partitions {
            active.results = Array(repeating: nil, count: active.job.partitions)
        }
        guard active.results.indices.contains(execution.partition) else { return }
        if execution.state == .completed, let result = execution.result {
            if active.results[execution.partition] == nil { active.completed += 1 }
            active.results[execution.partition] = PartitionResult(
                cid: result,
                tsize: execution.resultTsize,
                bytes: execution.usage.outputBytes
            )
            active.job.usage.add(execution.usage)
        } else if execution.state.isTerminal {
            active.trouble[execution.partition, default: PartitionTrouble()].lastExecution = execution.id
            if execution.state == .failed {
                active.trouble[execution.partition, default: PartitionTrouble()].failures += 1
                active.trouble[execution.partition, default: PartitionTrouble()].nodes.append(execution.nodeID)
                active.lastError = execution.stateMessage
            }
        } else {
            active.live[execution.partition] = execution.id
            executions[execution.id] = ActiveExecution(execution: execution, sentAt: now)
            if !awaitedNodes.contains(execution.nodeID) {
                awaitedNodes[execution.nodeID] = true
                timers.add(.nodeReturn(execution.nodeID), at: now + configuration.nodeSilenceMax)
            }
        }
        jobs[execution.jobID] = active
    }

    mutating func restoreQueue(_ id: JobID, now: Timestamp) {
        guard var active = jobs[id] else { return }
        let results = active.results
        let live = active.live
        active.unplaced = active.unplaced.filter { results[$0] == nil && !live.contains($0) }
        if active.job.spec.type == .ops { active.unplaced = [] }
        let timeouts = active.job.spec.task.timeouts
        if timeouts.totalSeconds > 0 {
            timers.add(
                .totalTimeout(id, version: active.job.version),
                at: active.job.createdAt + .seconds(timeouts.totalSeconds)
            )
        }
        if timeouts.queueSeconds > 0 {
            timers.add(
                .queueTimeout(id, version: active.job.version),
                at: active.job.createdAt + .seconds(timeouts.queueSeconds)
            )
        }
        if active.hasUnplaced {
            active.isParked = !active.job.spec.task.inputs.isEmpty
            if active.isParked {
                setHoldersTimer(&active, at: now)
            } else {
                active.isInQueue = true
                queue.append(id, key: active.key)
            }
            setQueuedTimer(&active, now: now)
        }
        jobs[id] = active
    }
}
