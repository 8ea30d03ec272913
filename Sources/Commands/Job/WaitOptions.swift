import ArgumentParser
import Core

/// The part of waiting that goes with a job that is known already.
struct WaitOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Wait until the job has ended.")
    var wait = true

    @Flag(name: .shortAndLong, help: "Show what the programs print while they run.")
    var follow = false

    @Flag(help: "Print the job's id and nothing else.")
    var idOnly = false

    /// The same as the options of `run` hold it.
    var runtime: RuntimeOptions {
        RuntimeOptions(wait: wait, follow: follow, idOnly: idOnly)
    }
}
