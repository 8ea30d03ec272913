/// A job by id, beginning of id or name, in a namespace.
struct JobName: Sendable, Hashable {
    var text: String
    /// Nil means the default one for names, and any for ids.
    var namespace: String?

    init(_ text: String, namespace: String? = nil) {
        self.text = text
        self.namespace = namespace
    }
}
