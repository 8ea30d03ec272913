import Core

/// What commands take from their surroundings, so that a test can give them others.
struct CommandContext: Sendable {
    var console: any Console
    var environment: Environment
    /// The folder that relative paths start from; absolute.
    var workingDirectory: String
    var clock: @Sendable () -> Timestamp
    var connector: any NodeConnector
    var roles: any RoleRunner

    init(
        console: any Console,
        environment: Environment,
        workingDirectory: String,
        clock: @escaping @Sendable () -> Timestamp,
        connector: any NodeConnector,
        roles: any RoleRunner
    ) {
        self.console = console
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.clock = clock
        self.connector = connector
        self.roles = roles
    }

    /// The context of the command that runs in this task.
    @TaskLocal static var current = CommandContext.ofProcess(roles: Program.roles)

    /// The context of this process.
    static func ofProcess(roles: any RoleRunner) -> CommandContext {
        CommandContext(
            console: SystemConsole(),
            environment: .ofProcess,
            workingDirectory: LocalFiles.workingDirectory,
            clock: SystemClock.now,
            connector: ClientConnector(),
            roles: roles
        )
    }

    /// The absolute form of a path given on the command line; `~/` stands for the home folder.
    func absolutePath(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "~" || path.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty {
            return home + path.dropFirst(1)
        }
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        if rest.isEmpty || rest == "." { return workingDirectory }
        return workingDirectory == "/" ? "/\(rest)" : "\(workingDirectory)/\(rest)"
    }
}
