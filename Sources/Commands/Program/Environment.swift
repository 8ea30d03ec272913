import Glibc

/// The environment variables of a process: asked by name, never walked, because their order means nothing.
struct Environment: Sendable {
    private let variables: [String: String]

    init(_ variables: [String: String] = [:]) { self.variables = variables }

    subscript(name: String) -> String? { variables[name] }

    /// The names that begin with `prefix`, sorted.
    func names(withPrefix prefix: String) -> [String] {
        variables.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// The environment of this process as it stands now.
    static var ofProcess: Environment {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return Environment(variables)
    }
}
