import Core

/// Reads job specs from files.
enum SpecFile {
    /// The specs of a file or, for `-`, of the standard input, in their order, each checked.
    ///
    /// Fields that do not exist and problems are errors of all documents together.
    static func read(_ path: String, context: CommandContext) throws -> [JobSpec] {
        let documents = try DocumentFile.read(path, context: context)
        var specs: [JobSpec] = []
        var failures: [String] = []
        for (index, document) in documents.enumerated() {
            let place = documents.count == 1 ? "" : "document \(index + 1): "
            do {
                specs.append(try spec(document))
            } catch {
                failures.append(place + error.message)
            }
        }
        guard failures.isEmpty else {
            throw CommandError(
                .failed,
                failures.joined(separator: "\n"),
                hint: "the fields of a job are in docs/job-spec.md"
            )
        }
        return specs
    }

    /// A spec on its own or, as the API writes it, under `Job`.
    static func spec(_ document: JSONValue) throws(CoreError) -> JobSpec {
        let isWrapped = document[anyCase: "Tasks"] == nil && document[anyCase: "Job"] != nil
        let decoded = try JobSpecDecoder.decode(
            isWrapped ? document[anyCase: "Job"] ?? document : document,
            mode: isWrapped ? .api : .cli
        )
        let normalised = JobNormaliser.normalise(decoded.spec)
        let problems = JobSpecValidator.validate(normalised.spec)
        guard problems.isEmpty else { throw CoreError(problems: problems) }
        return decoded.spec
    }
}
