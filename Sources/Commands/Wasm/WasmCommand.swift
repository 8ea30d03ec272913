import ArgumentParser
import Core

/// The command `bacalhau wasm`.
struct WasmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wasm",
        abstract: "Run WebAssembly modules.",
        discussion: """
            EXAMPLES
              bacalhau wasm run main.wasm -c CID
            """,
        subcommands: [WasmRunCommand.self]
    )
}
