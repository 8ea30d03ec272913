import Core
import HTTPTypes
import HummingbirdCore

/// Takes jobs in: `PUT jobs`, `PUT jobs/validate`, `PUT jobs/diff`, `PUT jobs/:id/rerun`.
struct JobSubmission: Sendable {
    let jobs: any JobService

    var routes: [Route] {
        let base = RoutePrefix.orchestrator + "/jobs"
        return [
            Route(.put, base, submit), Route(.post, base, submit), Route(.put, base + "/validate", validate),
            Route(.put, base + "/diff", diff), Route(.put, base + "/:id/rerun", rerun),
        ]
    }

    /// The hot path: one parse, one call, one small answer.
    @Sendable
    private func submit(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        let (spec, warnings) = try Self.spec(in: body)
        let wait = request.queryText.isEmpty ? nil : try request.waitLimit("wait", in: request.query)
        let submission = SubmitRequest(
            spec: spec,
            line: request.line,
            isForced: try APIRequest.flag("Force", in: body),
            idempotencyToken: try APIRequest.text("IdempotencyToken", in: body) ?? ""
        )
        var ended: Job?
        let reply: SubmitReply
        if let wait {
            let (accepted, job) = try await jobs.submit(submission, waitLimit: wait)
            (reply, ended) = (accepted, job)
        } else {
            reply = try await jobs.submit(submission)
        }
        var members: [JSONValue.Member] = [
            .init("JobID", .string(reply.jobID.text)), .init("JobVersion", .int(Int64(reply.jobVersion))),
            .init("EvaluationID", .string(reply.evaluationID)),
            .init("Warnings", .texts(orNull: warnings + reply.warnings)),
        ]
        if let ended { members.append(.init("Job", ended.wireValue)) }
        return .json(.object(members), for: request)
    }

    @Sendable
    private func validate(_ request: APIRequest) async throws -> Response {
        let (spec, warnings) = try Self.spec(in: await request.json())
        let more = try await jobs.validate(spec)
        return .json(["Valid": .bool(true), "Warnings": .texts(orNull: warnings + more)], for: request)
    }

    @Sendable
    private func diff(_ request: APIRequest) async throws -> Response {
        let (spec, warnings) = try Self.spec(in: await request.json())
        guard !spec.name.isEmpty else {
            throw APIError(.badRequest, "the job to compare with has no Name", hint: "set Job.Name to the job's name")
        }
        // What is kept is normalised, so only the user's changes are to differ.
        let normal = JobNormaliser.normalise(spec).spec
        let current = try await jobs.job(matching: spec.name, namespace: spec.namespace, version: 0)
        let text = try SpecDiff.text(
            from: JobSpecEncoder.encode(current.spec).jsonText(pretty: true),
            to: JobSpecEncoder.encode(normal).jsonText(pretty: true)
        )
        return .json(["Diff": .string(text), "Warnings": .texts(orNull: warnings)], for: request)
    }

    @Sendable
    private func rerun(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        let query = try request.query
        var version = 0
        switch body[anyCase: "JobVersion"] {
        case nil, .null: break
        case .int(let number) where (0...Int64(Int32.max)).contains(number): version = Int(number)
        default: throw APIError(.badRequest, "JobVersion must be a whole number, 0 for the latest")
        }
        let namespace = try APIRequest.text("Namespace", in: body) ?? APIRequest.namespace(in: query)
        let reply = try await jobs.rerun(
            matching: request.subject,
            namespace: namespace,
            version: version,
            reason: try APIRequest.text("Reason", in: body) ?? ""
        )
        return .json(reply.wireValue, for: request)
    }

    /// The spec under `Job`, in the namespace that stands beside it when it names none itself.
    static func spec(in body: JSONValue) throws -> (spec: JobSpec, warnings: [String]) {
        guard let job = body[anyCase: "Job"], job != .null else {
            throw APIError(.badRequest, "the body has no Job", hint: #"send {"Job":{…}}"#)
        }
        let decoded = try JobSpecDecoder.decode(job, mode: .api)
        var spec = decoded.spec
        if job[anyCase: "Namespace"] == nil, let namespace = try APIRequest.text("Namespace", in: body),
            !namespace.isEmpty
        {
            spec.namespace = namespace
        }
        return (spec, decoded.warnings)
    }
}
