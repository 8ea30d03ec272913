import Core

extension SchedulerMachine {
    // MARK: - Assigning

    /// Makes an execution of the partition for the node and orders it.
    mutating func assign(_ partition: Int, of active: inout ActiveJob, to position: Int, reason: String, now: Timestamp)
    {
        let trouble = active.trouble[partition]
        var execution = Execution(
            id: ids.executionID(),
            job: active.job,
            partition: partition,
            nodeID: nodes[position].state.info.id,
            attempt: 1 + (trouble?.failures ?? 0) + (trouble?.losses ?? 0),
            allocated: active.key.shape.resources,
            now: now
        )
        execution.previous = trouble?.lastExecution
        execution.evaluationID = ids.evaluationID()
        active.live[partition] = execution.id
        executions[execution.id] = ActiveExecution(execution: execution, sentAt: now)
        nodes[position].assign(execution.id, execution.allocated)
        out.record(execution)
        note(
            active.job,
            .scheduling,
            "Requested execution on \(nodes[position].state.info.name)",
            execution: execution.id,
            details: ["NodeID": execution.nodeID.text, "Reason": reason],
            now: now
        )
        if active.job.state != .running {
            active.job.state = .running
            active.job.stateMessage = ""
            change(&active.job, now: now)
        }
        out.orders.add(ExecutionOrder(execution: execution, job: active.job), to: execution.nodeID)
        let timeout = active.job.spec.task.timeouts.executionSeconds
        if timeout > 0 {
            timers.add(.executionTimeout(execution.id), at: now + .seconds(timeout) + configuration.timeoutGrace)
        }
    }

    mutating func release(_ execution: Execution) {
        guard let position = nodeIndex[execution.nodeID] else { return }
        nodes[position].release(execution.id, execution.allocated)
    }

    // MARK: - Reports

    mutating func progress(
        _ id: ExecutionID,
        _ phase: ExecutionPhase,
        _ detail: String,
        from node: NodeID,
        now: Timestamp
    ) {
        guard var live = executions[id], live.execution.nodeID == node, let active = jobs[live.execution.jobID] else {
            return
        }
        // What is said of the run itself may come after its end, in another order than it was sent.
        guard !live.isVerifying else { return }
        switch phase {
        case .running:
            guard live.runningSince == nil else { return }
            live.runningSince = now
        case .verifying:
            live.isVerifying = true
            release(live.execution)
        case .fetching, .preparing, .publishing: break
        }
        executions[id] = live
        let topic: HistoryEvent.Topic =
            switch phase {
            case .fetching: .downloadingInputs
            case .preparing: .preparing
            case .running: .running
            case .publishing: .publishing
            case .verifying: .verifying
            }
        note(active.job, topic, detail.isEmpty ? phase.rawValue : detail, execution: id, now: now)
    }

    mutating func finish(_ reports: [ExecutionReport], from node: NodeID, now: Timestamp) {
        out.messages.add(.acknowledged(reports.map(\.executionID)), to: node)
        for report in reports {
            guard let live = executions[report.executionID], live.execution.nodeID == node else { continue }
            executions.remove(report.executionID)
            release(live.execution)
            if let position = nodeIndex[node], report.ending == .completed {
                nodes[position].learn(duration: report.usage.wallNanoseconds, now: now)
            }
            countFault(report, of: node, now: now)
            finish(live, report, now: now)
        }
    }

    /// Keeps in mind what is the node's fault; a permanent failure is the task's own.
    private mutating func countFault(_ report: ExecutionReport, of node: NodeID, now: Timestamp) {
        guard report.ending == .failed || report.ending == .rejected, !report.isPermanent,
            let position = nodeIndex[node]
        else { return }
        nodes[position].record.addFault(at: now)
    }

    private mutating func finish(_ live: ActiveExecution, _ report: ExecutionReport, now: Timestamp) {
        guard var active = jobs.remove(live.execution.jobID) else { return }
        let partition = live.execution.partition
        active.live.remove(partition)
        var execution = live.execution
        execution.output = report.output
        execution.result = report.result
        execution.resultTsize = report.resultTsize
        execution.published = report.published
        execution.usage = report.usage
        execution.stateMessage = report.message
        active.job.usage.add(report.usage)
        switch report.ending {
        case .completed: finishCompleted(&execution, &active, report, now: now)
        case .failed:
            close(&execution, .failed, active.job, now: now)
            active.lastError = report.message
            retry(execution, active, isPermanent: report.isPermanent, isLoss: false, now: now)
        case .rejected:
            close(&execution, .askForBidRejected, active.job, now: now)
            active.lastError = report.message
            retry(execution, active, isPermanent: report.isPermanent, isLoss: true, now: now)
        case .cancelled:
            close(&execution, .cancelled, active.job, now: now)
            retry(execution, active, isPermanent: false, isLoss: true, now: now)
        }
    }

    private mutating func finishCompleted(
        _ execution: inout Execution,
        _ active: inout ActiveJob,
        _ report: ExecutionReport,
        now: Timestamp
    ) {
        guard let result = report.result else {
            execution.stateMessage = "the node reported a completed execution without a result"
            close(&execution, .failed, active.job, now: now)
            active.lastError = execution.stateMessage
            retry(execution, active, isPermanent: false, isLoss: false, now: now)
            return
        }
        execution.state = .completed
        execution.desired = .stopped
        execution.desiredMessage = "execution completed"
        change(&execution, now: now)
        note(active.job, .execution, "Completed successfully", execution: execution.id, now: now)
        active.learn(duration: report.usage.wallNanoseconds)
        active.results[execution.partition] = PartitionResult(
            cid: result,
            tsize: report.resultTsize,
            bytes: report.usage.outputBytes
        )
        active.completed += 1
        jobs[active.job.id] = active
        if active.completed == active.job.partitions { complete(active, now: now) }
    }

    private mutating func close(_ execution: inout Execution, _ state: ComputeState, _ job: Job, now: Timestamp) {
        execution.state = state
        execution.desired = .stopped
        change(&execution, now: now)
        note(
            job,
            .execution,
            execution.stateMessage.isEmpty ? "\(state)" : execution.stateMessage,
            execution: execution.id,
            details: ["NewState": "\(state)", "IsError": state == .cancelled ? "false" : "true"],
            now: now
        )
    }

    mutating func returned(_ ids: [ExecutionID], from node: NodeID, now: Timestamp) {
        for id in ids {
            guard let live = executions[id], live.execution.nodeID == node, live.runningSince == nil,
                !live.isVerifying, var active = jobs[live.execution.jobID]
            else { continue }
            if active.job.spec.type == .ops {
                // It is this node's own partition: nobody else can run it.
                lose(id, why: "the node handed it back before it started", now: now)
                continue
            }
            executions.remove(id)
            release(live.execution)
            var execution = live.execution
            execution.stateMessage = "handed back by the node before it started"
            execution.desired = .stopped
            execution.state = .cancelled
            change(&execution, now: now)
            active.live.remove(execution.partition)
            active.trouble[execution.partition, default: PartitionTrouble()].lastExecution = id
            requeue(execution.partition, &active, now: now)
            jobs[active.job.id] = active
        }
    }

    // MARK: - Running again

    /// Ends a live execution whose node lost it, and lets its partition run elsewhere.
    mutating func lose(_ id: ExecutionID, why: String, now: Timestamp) {
        guard var live = executions.remove(id) else { return }
        release(live.execution)
        guard var active = jobs.remove(live.execution.jobID) else { return }
        active.live.remove(live.execution.partition)
        live.execution.stateMessage = why
        close(&live.execution, .failed, active.job, now: now)
        if active.lastError.isEmpty { active.lastError = why }
        out.messages.add(.stop(id, reason: why), to: live.execution.nodeID)
        retry(live.execution, active, isPermanent: false, isLoss: true, now: now)
    }

    /// Decides whether the partition runs again; `active` is not in the table at this point.
    private mutating func retry(
        _ execution: Execution,
        _ active: ActiveJob,
        isPermanent: Bool,
        isLoss: Bool,
        now: Timestamp
    ) {
        var active = active
        var trouble = active.trouble[execution.partition] ?? PartitionTrouble()
        if isLoss { trouble.losses += 1 } else { trouble.failures += 1 }
        trouble.nodes.append(execution.nodeID)
        trouble.lastExecution = execution.id
        active.trouble[execution.partition] = trouble
        let isSpent = trouble.failures >= configuration.attemptsMax || trouble.losses >= configuration.lossesMax
        jobs[active.job.id] = active
        if isPermanent || isSpent || active.job.spec.type == .ops {
            let tries = trouble.failures + trouble.losses
            let message = tries > 1 ? "\(active.lastError) (after \(tries) tries)" : active.lastError
            fail(active, message: message, now: now)
            return
        }
        requeue(execution.partition, &active, now: now)
        jobs[active.job.id] = active
    }

    private mutating func requeue(_ partition: Int, _ active: inout ActiveJob, now: Timestamp) {
        active.putBackUnplaced(partition)
        active.waitingSince = now
        guard !active.isInQueue, !active.isParked else { return }
        active.isInQueue = true
        queue.putBack(active.job.id, key: active.key)
        setQueuedTimer(&active, now: now)
    }

    /// The node should have ended it; if it did not, the orchestrator does.
    ///
    /// The check of a result takes as long as it takes.
    mutating func checkExecutionTimeout(_ id: ExecutionID, now: Timestamp) {
        guard let live = executions[id], !live.isVerifying, let active = jobs[live.execution.jobID] else { return }
        let seconds = active.job.spec.task.timeouts.executionSeconds
        guard let started = live.runningSince else {
            timers.add(.executionTimeout(id), at: now + .seconds(seconds) + configuration.timeoutGrace)
            return
        }
        let deadline = started + .seconds(seconds) + configuration.timeoutGrace
        guard deadline <= now else {
            timers.add(.executionTimeout(id), at: deadline)
            return
        }
        let message = "the execution took longer than \(seconds) s and its node did not end it"
        note(active.job, .executionTimeout, message, execution: id, now: now)
        lose(id, why: message, now: now)
    }
}
