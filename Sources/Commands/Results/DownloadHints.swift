/// What a command can do about a download that cannot be laid out: each has other flags for it.
struct DownloadHints {
    /// Something is in the way.
    var taken: String
    /// Two partitions have something different at the same place.
    var different: String

    /// For commands with `--force`, `--output-dir` and `--raw`.
    static let ofGet = DownloadHints(
        taken: "--force replaces it, --output-dir names another folder",
        different: "--raw keeps one folder per partition"
    )

    /// For `--download` of a job that a node keeps.
    static func ofRun(_ job: String, folder: String) -> DownloadHints {
        let get = "'bacalhau job get \(job) --output-dir \(folder)"
        return DownloadHints(
            taken: "\(get) --force' replaces it",
            different: "\(get) --raw' keeps one folder per partition"
        )
    }

    /// For `--download` of a job that ends with this process.
    static let ofLocalRun = DownloadHints(
        taken: "name another folder with --download",
        different: "give what each partition writes a name of its own, such as one with $BACALHAU_PARTITION_INDEX"
    )
}
