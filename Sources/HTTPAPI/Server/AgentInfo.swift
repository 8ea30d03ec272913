package import Core

/// What a process tells of itself under `/api/v1/agent`.
package struct AgentInfo: Sendable {
    package var build: BuildInfo
    /// The node of this process, as it stands when asked.
    package var node: @Sendable () async -> NodeState
    /// The configuration; secrets must be masked as ``maskedSecret`` already.
    package var config: JSONValue
    /// What each component says for debugging, by name.
    package var debug: @Sendable () async -> [(component: String, info: JSONValue)]

    /// A file of the local publisher by its name.
    package var published: @Sendable (String) async -> PublishedFile? = { _ in nil }

    /// Says what jobs would cost; nil where nobody can say.
    package var estimates: (any EstimateService)?

    /// Answers for the deals behind executions; nil where nothing is paid.
    package var deals: (any DealService)?

    /// What stands in the place of a secret.
    package static let maskedSecret = "********"

    package init(
        build: BuildInfo,
        config: JSONValue = .object([]),
        node: @escaping @Sendable () async -> NodeState,
        debug: @escaping @Sendable () async -> [(component: String, info: JSONValue)] = { [] }
    ) {
        self.build = build
        self.config = config
        self.node = node
        self.debug = debug
    }
}
