import ArgumentParser
import ContentAddressing
import Core
import Synchronization

/// What `data add` and `data cid` take in.
struct ImportOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A file or folder.", valueName: "path"), completion: .file())
    var path: String

    @Option(help: "How files become blocks; it decides the CID.")
    var profile = ProfileArgument(.unixfsV1_2025)

    @Flag(help: "Take files whose names begin with a dot, too.")
    var hidden = false

    /// The absolute path; throws when nothing is there.
    func existingPath() throws -> String {
        let full = CommandContext.current.absolutePath(path)
        guard LocalFiles.exists(full) else {
            throw CommandError(
                .file,
                "there is no \(path)",
                hint: "check the path; it is looked for in this machine's files"
            )
        }
        return full
    }
}
