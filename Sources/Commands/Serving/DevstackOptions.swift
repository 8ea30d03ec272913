import ArgumentParser

/// What `devstack` starts.
struct DevstackOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("How many compute nodes; deals need at least four.", valueName: "n"))
    var computes = 4

    @Option(
        help: ArgumentHelp(
            "The port of the API; 0 takes any free one. Default: API.Port, which is 1234.",
            valueName: "port"
        )
    )
    var port: Int?

    @Flag(help: "Take any free ports.")
    var randomPorts = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Let jobs read this path; ':rw' at the end permits writing; may be repeated.",
            valueName: "path"
        )
    )
    var allowListedLocalPaths: [String] = []

    @Flag(help: "Let jobs use the network.")
    var acceptNetworkedJobs = false

    @Option(help: ArgumentHelp("Processors of each node, instead of a share of this machine's.", valueName: "n"))
    var cpu: String?

    @Option(help: ArgumentHelp("Memory of each node, instead of a share of this machine's.", valueName: "size"))
    var memory: String?

    @Flag(help: "Do without the ledger of deals, which is otherwise a test network in the data folder.")
    var noLedger = false

    /// The most compute nodes of one process.
    static let computesMax = 1000

    init() {}

    func validate() throws {
        guard (1...Self.computesMax).contains(computes) else {
            throw ValidationError("--computes must be between 1 and \(Self.computesMax).")
        }
        if let port, !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535.") }
        if randomPorts, port != nil { throw ValidationError("--random-ports takes any port; leave out --port.") }
    }
}
