import Core

/// Checks a spec before any node is asked, so that what is wrong shows at once.
enum SpecCheck {
    /// Throws all problems in one error: `usage` when flags made the spec, `failed` when a file did.
    static func check(_ spec: JobSpec, code: CommandError.Code) throws {
        let problems = JobSpecValidator.validate(JobNormaliser.normalise(spec).spec)
        guard !problems.isEmpty else { return }
        throw CommandError(code, CoreError(problems: problems, subject: "the job").message)
    }

    /// Throws `usage` when a run in this process would have to be paid for: it has no ledger, and never will.
    static func checkLocal(_ spec: JobSpec) throws {
        guard let trust = spec.trust, trust.style.isPaid else { return }
        throw CommandError(
            .usage,
            "the job is \(trust.style.rawValue), which is paid for, and a --local run has no ledger",
            hint: "leave out --local and have a server with a ledger run it: 'bacalhau devstack', or "
                + "'bacalhau serve --ledger'; without Trust (--style, --max-price) it runs here, neither paid nor "
                + "checked"
        )
    }
}
