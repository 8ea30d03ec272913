import ArgumentParser

/// `bacalhau internal`: what the program starts of itself; not for people.
struct InternalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "internal",
        abstract: "Parts of the program that it starts itself.",
        shouldDisplay: false,
        subcommands: [CompileWasmCommand.self, LoadCommand.self, EnginesCommand.self]
    )
}
