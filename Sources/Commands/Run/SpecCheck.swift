import Core

/// Checks a spec before any node is asked, so that what is wrong shows at once.
enum SpecCheck {
    /// Throws all problems in one error: `usage` when flags made the spec, `failed` when a file did.
    static func check(_ spec: JobSpec, code: CommandError.Code) throws {
        let problems = JobSpecValidator.validate(JobNormaliser.normalise(spec).spec)
        guard !problems.isEmpty else { return }
        throw CommandError(code, CoreError(problems: problems, subject: "the job").message)
    }
}
