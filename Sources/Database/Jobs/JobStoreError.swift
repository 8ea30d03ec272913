import Core

/// The errors of lookups.
enum JobStoreError {
    static func jobNotFound(_ text: String, namespace: String?) -> CoreError {
        let place = namespace.map { " in namespace '\($0)'" } ?? ""
        return CoreError(
            .notFound,
            "job not found: \(text)\(place)",
            hint: "list the jobs with 'bacalhau job list'",
            component: "JobStore"
        )
    }

    static func executionNotFound(_ text: String) -> CoreError {
        CoreError(
            .notFound,
            "no execution has the id or the beginning of an id '\(text)'",
            hint: "list a job's executions with 'bacalhau job executions'",
            component: "JobStore"
        )
    }

    /// `ids` are more than one, sorted; the first ones are named.
    static func ambiguous(_ kind: String, _ text: String, _ ids: [String]) -> CoreError {
        let named = ids.prefix(JobReader.candidatesMax).joined(separator: ", ")
        let more = ids.count > JobReader.candidatesMax ? " and more" : ""
        return CoreError(
            .ambiguous,
            "'\(text)' begins the id of more than one \(kind): \(named)\(more)",
            hint: "give more characters of the id",
            component: "JobStore"
        )
    }
}
