/// A job by id, beginning of id or name, in a namespace.
package struct JobName: Sendable, Hashable {
    package var text: String
    /// Nil means the default one for names, and any for ids.
    package var namespace: String?

    package init(_ text: String, namespace: String? = nil) {
        self.text = text
        self.namespace = namespace
    }
}
