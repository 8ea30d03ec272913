import ArgumentParser
import Settlement

/// A number of the protocol on the command line: `name=number`, with the names of scripts.
struct ParamArgument: ExpressibleByArgument, Hashable, Sendable {
    let name: String
    let value: Int64

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Params.names.contains(String(parts[0])), let value = Int64(parts[1]) else { return nil }
        name = String(parts[0])
        self.value = value
    }
}
