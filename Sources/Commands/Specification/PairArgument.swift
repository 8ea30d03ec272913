import Core

/// Reads the short arguments of a job: labels, variables, results, sizes and times.
enum PairArgument {
    /// `KEY=VALUE` or, when the value may be missing, `KEY`.
    ///
    /// Throws `usage`.
    static func map(_ texts: [String], flag: String, needsValue: Bool) throws -> StringMap {
        var map = StringMap()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard !parts[0].isEmpty, parts.count == 2 || !needsValue else {
                throw CommandError(
                    .usage,
                    "\(flag) '\(text)' is not \(needsValue ? "KEY=VALUE" : "a label")",
                    hint: "write for example \(flag) \(needsValue ? "WHO=world" : "team=data")"
                )
            }
            map[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        return map
    }

    /// `NAME:PATH`.
    ///
    /// Throws `usage`.
    static func result(_ text: String) throws -> ResultPathSpec {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, PathRules.isSafeFileName(parts[0]), parts[1].hasPrefix("/") else {
            throw CommandError(
                .usage,
                "-o '\(text)' is not name:/path",
                hint: "write for example -o model:/model; the folder outputs:/outputs is always there"
            )
        }
        return ResultPathSpec(name: parts[0], path: parts[1])
    }

    /// Whole seconds of a time.
    ///
    /// Throws `usage`.
    static func seconds(_ text: String?, flag: String) throws -> Int64 {
        guard let text else { return 0 }
        guard let seconds = DurationText.seconds(text) else {
            throw CommandError(.usage, "\(flag) '\(text)' \(DurationText.rule)")
        }
        return seconds
    }

    /// The rule of `--shard`.
    ///
    /// Throws `usage`.
    static func shard(_ text: String) throws -> Sharding.Rule {
        do {
            return try JobSpecDecoder.parseShardRule(text)
        } catch {
            throw CommandError(
                .usage,
                "--shard '\(text)' \(error.rule)",
                hint: error.suggestion.map { "did you mean '\($0)'?" }
            )
        }
    }
}
