/// Reads the parameters of an engine outside of a job.
enum EngineParameters {
    /// Throws `validation` over all problems; fields are named as of the first task.
    static func read<Parameters>(
        _ engine: TypedSpec,
        _ parse: (TypedSpec, DocumentPath, inout [ValidationProblem]) -> Parameters?
    ) throws(CoreError) -> Parameters {
        var problems: [ValidationProblem] = []
        let path = DocumentPath.root["Tasks"][0]["Engine"]["Params"]
        guard let parameters = parse(engine, path, &problems) else { throw CoreError(problems: problems) }
        return parameters
    }
}
