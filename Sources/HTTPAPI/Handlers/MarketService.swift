package import Core

/// A market that outsiders take part in, as the server knows it: JSON in and out, errors as `CoreError`.
package protocol MarketService: Sendable {
    /// Opens an account and gives its token.
    func join(_ name: String) async throws -> JSONValue
    /// Takes a message of the account that a token belongs to.
    func send(_ message: JSONValue, token: String) async throws -> JSONValue
    /// Runs a job for an account.
    func runJob(_ job: String, token: String) async throws -> JSONValue
    /// Moves the clock; for the operator's token only.
    func advance(by seconds: Int64, token: String) async throws -> JSONValue
    /// The clock and the open deals, with what the account of the token may know of them.
    func state(token: String?) async throws -> JSONValue
    /// Who has gained what.
    func scoreboard() async throws -> JSONValue
}
