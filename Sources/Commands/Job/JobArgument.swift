import ArgumentParser
import Core

/// The job that a command is about.
struct JobArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The job: its id, the beginning of its id, or its name.", valueName: "job"))
    var job: String

    @Option(help: "The namespace of a name.")
    var namespace: String?

    var name: JobName { JobName(job, namespace: namespace) }

    func validate() throws {
        guard !job.isEmpty else { throw ValidationError("The job must not be empty. `bacalhau job list` shows jobs.") }
    }
}
