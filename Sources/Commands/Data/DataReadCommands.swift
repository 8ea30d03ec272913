import ArgumentParser
import ContentAddressing
import Core

/// `bacalhau data list`.
struct DataListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what was added to the node.",
        discussion: """
            EXAMPLES
              bacalhau data list --wide
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try output.show(DataViews.roots(try await connection.node().roots(), now: CommandContext.current.clock()))
    }
}

/// `bacalhau data ls`.
struct DataLsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List a folder.",
        discussion: """
            EXAMPLES
              bacalhau data ls CID
              bacalhau data ls CID/2026
            """
    )

    @Argument(help: ArgumentHelp("A CID, or a path below one.", valueName: "cid[/path]"))
    var content: ContentPath
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try output.show(DataViews.entries(try await connection.node().list(content.cid, path: content.path)))
    }
}

/// `bacalhau data stat`.
struct DataStatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stat",
        abstract: "Show what a CID is and who holds it.",
        discussion: """
            EXAMPLES
              bacalhau data stat CID
            """
    )

    @Argument(help: ArgumentHelp("A CID.", valueName: "cid"))
    var content: CIDArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        let root = try await node.stat(content.cid)
        let holders = try await node.holders(of: content.cid)
        try output.show(DataViews.stat(root, holders: holders, now: CommandContext.current.clock()))
    }
}

/// `bacalhau data verify`.
struct DataVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read content again and check every block; of everything when no CID is given.",
        discussion: """
            EXAMPLES
              bacalhau data verify CID
              bacalhau data verify
            """
    )

    @Argument(help: ArgumentHelp("A CID.", valueName: "cid"))
    var content: CIDArgument?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let report = try await connection.node().verify(content?.cid)
        try output.show(DataViews.report(report))
        guard !report.problems.isEmpty else { return }
        throw CommandError(
            .failed,
            HumanText.count(report.problems.count, "problem") + " found",
            cause: report.problems.prefix(20).map(TextWidth.harmless).joined(separator: "\n"),
            hint: "put the files back as they were, or `bacalhau data add` what is there now"
        )
    }
}

/// `bacalhau data rm`.
struct DataRmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Forget content; files that were added where they lie stay.",
        discussion: """
            EXAMPLES
              bacalhau data rm CID
            """
    )

    @Argument(help: ArgumentHelp("CIDs.", valueName: "cid"))
    var contents: [CIDArgument]
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        for content in contents {
            try await node.remove(content.cid)
            CommandContext.current.console.note("Forgot \(content.cid)")
        }
    }
}
