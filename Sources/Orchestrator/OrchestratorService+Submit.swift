import ContentAddressing
package import Core
import Scheduling
import Synchronization

extension OrchestratorService {
    package func submit(_ request: SubmitRequest) async throws -> SubmitReply {
        guard !request.idempotencyToken.isEmpty else { return try await submitOnce(request, waitLimit: nil).reply }
        // A repeat may come while the first is under way.
        return try await turns.take("token " + request.idempotencyToken) {
            if let known = state.withLock({ $0.tokens[request.idempotencyToken] }) { return known }
            let reply = try await submitOnce(request, waitLimit: nil).reply
            state.withLock { $0.remember(token: request.idempotencyToken, reply, max: configuration.tokensMax) }
            return reply
        }
    }

    package func submit(
        _ request: SubmitRequest,
        waitLimit: Duration
    ) async throws -> (reply: SubmitReply, job: Job) {
        let deadline = clock() + waitLimit
        let submission =
            request.idempotencyToken.isEmpty
            ? try await submitOnce(request, waitLimit: waitLimit) : Submission(reply: try await submit(request))
        if let ended = submission.ended { return (submission.reply, ended) }
        let rest = max(.zero, deadline - clock())
        let id = submission.reply.jobID
        return (submission.reply, try await waitForEnd(matching: id.text, namespace: nil, limit: rest))
    }

    private func submitOnce(_ request: SubmitRequest, waitLimit: Duration?) async throws -> Submission {
        let (spec, warnings) = try checked(request.spec)
        let plan = try await self.plan(spec)
        guard !spec.name.isEmpty, request.line == .head else {
            return try await submit(newJob(spec, plan), plan, warnings: warnings, waitLimit)
        }
        // Nobody waits for a job's end while it is the turn of its name.
        return try await turns.take(Self.nameKey(spec)) {
            Submission(reply: try await submitNamed(spec, plan, request, warnings))
        }
    }

    /// Versions of one name are made one after the other.
    private static func nameKey(_ spec: JobSpec) -> String { "name " + spec.namespace + "/" + spec.name }

    package func validate(_ spec: JobSpec) async throws -> [String] {
        let (spec, warnings) = try checked(spec)
        let plan = try await self.plan(spec)
        var notes = warnings
        if let changed = plan.locality.needs.lazy.compactMap(\.changed).first {
            notes.append("the job would fail: \(changed.message); \(changed.hint)")
        } else if let missing = plan.locality.needs.lazy.compactMap(\.missing).first {
            notes.append("no connected node holds \(missing): the job would wait until somebody adds it")
        }
        notes.append(
            plan.partitions == 1 ? "the job would have 1 partition" : "the job would have \(plan.partitions) partitions"
        )
        return notes
    }

    /// Normalises and validates; throws one error that lists every problem.
    private func checked(_ raw: JobSpec) throws -> (spec: JobSpec, warnings: [String]) {
        var raw = raw
        for defaults in configuration.jobDefaults { defaults.apply(to: &raw) }
        let normalised = JobNormaliser.normalise(raw)
        let problems = JobSpecValidator.validate(normalised.spec)
        guard problems.isEmpty else { throw CoreError(problems: problems) }
        return (normalised.spec, normalised.warnings)
    }

    /// Splits a job and finds its data; throws when it is not to be accepted.
    private func plan(_ spec: JobSpec) async throws -> InputPlan {
        let plan = try await InputPlanner(exchange: exchange).plan(spec)
        try await configuration.admission?.admit(spec, partitions: plan.partitions)
        return plan
    }

    private func newJob(_ spec: JobSpec, _ plan: InputPlan) -> Job {
        let id = state.withLock { $0.machine.makeJobID() }
        return job(id: id, spec, plan)
    }

    private func job(id: JobID, _ spec: JobSpec, _ plan: InputPlan) -> Job {
        var spec = spec
        if spec.name.isEmpty { spec.name = id.text }
        spec.meta["bacalhau.org/orchestrator.id"] = configuration.orchestratorID.text
        spec.meta["bacalhau.org/requester.id"] = configuration.orchestratorID.text
        var job = Job(id: id, spec: spec, partitions: plan.partitions, createdAt: clock())
        job.shares = plan.shares
        return job
    }

    private func submit(
        _ job: Job,
        _ plan: InputPlan,
        warnings: [String],
        _ waitLimit: Duration?
    ) async throws -> Submission {
        let evaluation = try state.withLock { state in
            guard state.machine.activeJobCount < configuration.scheduler.activeJobsMax else {
                throw CoreError(
                    .exhausted,
                    "\(configuration.scheduler.activeJobsMax) jobs wait or run already",
                    hint: "submit again when some have ended",
                    component: "Orchestrator"
                )
            }
            state.counters.submissions += 1
            return state.machine.makeEvaluationID()
        }
        if !plan.blocks.isEmpty { try await storeBlocks(plan.blocks) }
        let reply = SubmitReply(
            jobID: job.id,
            jobVersion: job.version,
            evaluationID: evaluation,
            warnings: warnings
        )
        guard let waitLimit else {
            try await decide(.submitted(job, plan.locality))
            return Submission(reply: reply)
        }
        return Submission(reply: reply, ended: try await decide(job, plan.locality, waitLimit))
    }

    /// Submits and waits in one step, so that nothing stands between the commit and the answer.
    private func decide(_ job: Job, _ locality: Locality, _ limit: Duration) async throws -> Job? {
        let failure = OnceOnlyFailure()
        let ended = try await waitForEnd(of: job.id, until: clock() + limit, if: { _ in true }) {
            enqueue([
                OrchestratorInbox.Inbound(.submitted(job, locality)) { [weak self] result in
                    guard case .failure(let error) = result else { return }
                    failure.set(error)
                    self?.endWaiters(of: job.id)
                }
            ])
        }
        try failure.check()
        return ended
    }

    /// Ends waits for a job that was not accepted.
    private func endWaiters(of id: JobID) {
        let waiters = state.withLock { $0.waiters.remove(id) ?? [] }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    /// The directories of shares are on disk before the job that names them.
    private func storeBlocks(_ blocks: [Block]) async throws {
        let once = OnceOnly(ChangeSet(blocks: blocks))
        try await store.commit { once.take() }
    }

    // MARK: - Versions

    /// A known name is updated: same id, next version.
    private func submitNamed(
        _ spec: JobSpec,
        _ plan: InputPlan,
        _ request: SubmitRequest,
        _ warnings: [String]
    ) async throws -> SubmitReply {
        guard let former = try await store.job(named: spec.name, namespace: spec.namespace) else {
            return try await submit(newJob(spec, plan), plan, warnings: warnings, nil).reply
        }
        var next = job(id: former.id, spec, plan)
        guard request.isForced || next.spec != former.spec else {
            throw CoreError(
                .badRequest,
                "no changes detected for new job spec. Job Name: '\(spec.name)', Job Id: '\(former.id)'",
                hint: "use --force (or \"Force\": true) to run it again all the same",
                component: "Orchestrator"
            )
        }
        next.version = former.version + 1
        next.createdAt = former.createdAt
        next.modifiedAt = clock()
        return try await submit(next, plan, warnings: warnings, nil).reply
    }

    package func rerun(
        matching text: String,
        namespace: String?,
        version: Int,
        reason: String
    ) async throws -> SubmitReply {
        let named = try await store.job(matching: text, namespace: namespace)
        return try await turns.take(Self.nameKey(named.spec)) {
            try await rerun(named.id, version: version)
        }
    }

    private func rerun(_ id: JobID, version: Int) async throws -> SubmitReply {
        let latest = try await store.job(matching: id.text, namespace: nil)
        guard latest.state.isTerminal || latest.state == .running else {
            throw CoreError(
                .conflict,
                "cannot rerun job \(latest.id) in state \(latest.state.rawValue)",
                hint: "wait until it runs, or stop it",
                component: "Orchestrator"
            )
        }
        let base = try await job(matching: latest.id.text, namespace: nil, version: version)
        let plan = try await self.plan(base.spec)
        var next = job(id: latest.id, base.spec, plan)
        next.version = latest.version + 1
        next.createdAt = latest.createdAt
        next.modifiedAt = clock()
        return try await submit(next, plan, warnings: [], nil).reply
    }

    package func stop(matching text: String, namespace: String?, reason: String) async throws -> String {
        let job = try await store.job(matching: text, namespace: namespace)
        switch job.state {
        case .stopped: return ""
        case .completed, .failed:
            throw CoreError(
                .conflict,
                "cannot stop job \(job.id) in state \(job.state.rawValue)",
                hint: "it has ended already",
                component: "Orchestrator"
            )
        default: break
        }
        let evaluation = state.withLock { $0.machine.makeEvaluationID() }
        try await decide(.stopRequested(job.id, reason: reason.isEmpty ? "stopped by the user" : reason))
        return evaluation
    }
}

extension ChangeSet {
    init(blocks: [Block]) {
        self.init()
        self.blocks = blocks
    }
}
