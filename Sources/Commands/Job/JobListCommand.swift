import ArgumentParser
import Core

/// The command `bacalhau job list`.
struct JobListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List jobs, the newest last.",
        discussion: """
            EXAMPLES
              bacalhau job list
              bacalhau job list --order-reversed --limit 50 --wide
              bacalhau job list --labels team=data --state Failed --output json
            """
    )

    @Option(help: "The namespace; '*' means all.")
    var namespace = JobSpec.defaultNamespace

    @Option(help: ArgumentHelp("Only jobs with these labels: 'team=data,!canary'.", valueName: "selector"))
    var labels = ""

    @Option(help: ArgumentHelp("Only jobs in this state; may be repeated.", valueName: "state"))
    var state: [String] = []

    @OptionGroup var list: ListOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = JobListQuery()
        query.namespace = namespace
        query.labels = labels
        query.limit = list.limit
        query.order = try Self.order(list.orderBy)
        query.isReversed = list.orderReversed
        query.nextToken = list.nextToken
        query.states = try state.map(Self.state)
        let (jobs, token) = try await connection.node().listJobs(query)
        let now = CommandContext.current.clock()
        try output.show(JobViews.jobs(jobs, nextToken: token, now: now, isWide: output.isWide))
    }

    static func state(_ text: String) throws -> JobState {
        if let state = JobState.allCases.first(where: { $0.rawValue.equalsIgnoringCase(text) }) { return state }
        let names = JobState.allCases.map(\.rawValue)
        let hint = NearestSpelling.of(text, among: names).map { "did you mean '\($0)'?" }
        throw CommandError(.usage, "--state '\(text)' is not one of \(names.joined(separator: ", "))", hint: hint)
    }

    private static func order(_ text: String) throws -> String {
        let names = ["created_at", "modified_at"]
        guard text.isEmpty || names.contains(text) else {
            throw CommandError(.usage, "--order-by '\(text)' is not one of \(names.joined(separator: ", "))")
        }
        return text
    }
}
