import ContentAddressing
import Core

/// What commands ask about the process that serves.
protocol AgentNodeAPI: Sendable {
    /// The answer of `agent/alive`, `version`, `node` or `config` as the API gives it.
    func agent(_ part: String) async throws -> JSONValue
}
