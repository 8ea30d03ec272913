import ArgumentParser

/// The command `bacalhau data`.
struct DataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Add, read, check and move content by its CID.",
        discussion: """
            EXAMPLES
              bacalhau data add ./logs
              bacalhau data ls CID
              bacalhau data cat CID/2026/november.log | head
              bacalhau data get CID
            """,
        subcommands: [
            DataCIDCommand.self, DataAddCommand.self, DataListCommand.self, DataLsCommand.self, DataCatCommand.self,
            DataGetCommand.self, DataStatCommand.self, DataVerifyCommand.self, DataRmCommand.self,
            DataExportCommand.self,
            DataImportCommand.self,
        ]
    )
}
