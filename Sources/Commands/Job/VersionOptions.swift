import ArgumentParser

/// Which versions of a job are asked about.
struct VersionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The version of the job; 0 means the latest.", valueName: "n"))
    var version = 0

    @Flag(help: "All versions of the job.")
    var allVersions = false

    /// 0 means the latest, nil all.
    var wanted: Int? { allVersions ? nil : version }
}
