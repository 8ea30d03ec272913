import ArgumentParser

/// What happens around a job: waiting, following, fetching.
struct RuntimeOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Wait until the job has ended.")
    var wait = true

    @Option(help: ArgumentHelp("Stop waiting after this time; the job goes on.", valueName: "time"))
    var waitTimeout: String?

    @Flag(name: .shortAndLong, help: "Show what the programs print while they run.")
    var follow = false

    @Flag(help: "Print the job's id and nothing else.")
    var idOnly = false

    @Flag(help: "Print the job spec and submit nothing.")
    var dryRun = false

    @Flag(help: "Run in this process, without a server.")
    var local = false

    @Option(help: ArgumentHelp("When the job is done, fetch its results into this folder.", valueName: "dir"))
    var download: String?

    init() {}

    /// Options that did not come from a command line: every one of them must be set.
    init(wait: Bool, follow: Bool, idOnly: Bool) {
        self.wait = wait
        waitTimeout = nil
        self.follow = follow
        self.idOnly = idOnly
        dryRun = false
        local = false
        download = nil
    }

    func validate() throws {
        if !wait, follow { throw ValidationError("--follow waits for the job; leave out --no-wait.") }
        if !wait, download != nil { throw ValidationError("--download waits for the job; leave out --no-wait.") }
        if !wait, local {
            throw ValidationError("--local runs the job in this process, so it waits; leave out --no-wait.")
        }
        if follow, idOnly { throw ValidationError("--id-only prints nothing but the id; leave out --follow.") }
    }
}
