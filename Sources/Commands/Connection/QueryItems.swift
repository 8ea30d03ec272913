/// The parameters of a request, without those that say nothing.
struct QueryItems {
    private(set) var items: [(String, String)] = []

    init(namespace: String? = nil) {
        if let namespace { items.append(("namespace", namespace)) }
    }

    mutating func add(_ name: String, _ value: String) {
        if !value.isEmpty { items.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: Int) {
        if value != 0 { items.append((name, String(value))) }
    }

    mutating func add(_ name: String, _ value: Bool) {
        if value { items.append((name, "true")) }
    }

    /// A version: nothing for the latest one, a flag for all.
    mutating func addVersion(_ version: Int?) {
        if let version { add("job_version", version) } else { add("all_job_versions", true) }
    }
}
