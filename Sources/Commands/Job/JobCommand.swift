import ArgumentParser
import Core

/// `bacalhau job`.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "Submit, watch, stop and explain jobs, and fetch their results.",
        discussion: """
            EXAMPLES
              bacalhau job run job.yaml
              bacalhau job list --limit 20
              bacalhau job describe j-1a2b3c4d
              bacalhau job get j-1a2b3c4d
            """,
        subcommands: [
            JobRunCommand.self, JobListCommand.self, JobDescribeCommand.self, JobGetCommand.self, JobLogsCommand.self,
            JobStopCommand.self, JobHistoryCommand.self, JobExecutionsCommand.self, JobValidateCommand.self,
            JobWhyCommand.self, JobVersionsCommand.self, JobRerunCommand.self,
        ]
    )
}

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
