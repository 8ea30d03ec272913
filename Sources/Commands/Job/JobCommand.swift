import ArgumentParser
import Core

/// The command `bacalhau job`.
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
            JobEstimateCommand.self, JobDealsCommand.self, JobReceiptCommand.self, JobWhyCommand.self,
            JobVersionsCommand.self, JobRerunCommand.self,
        ]
    )
}
