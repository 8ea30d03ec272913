import Glibc

/// The environment variables of a process: asked by name, never walked, because their order means nothing.
package struct Environment: Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String] = [:]) { self.variables = variables }

    package subscript(name: String) -> String? { variables[name] }

    /// The names that begin with `prefix`, sorted.
    package func names(withPrefix prefix: String) -> [String] {
        variables.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// The environment of this process as it stands now.
    package static var ofProcess: Environment {
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
