import TestKit

/// Waiting for a state, with a limit.
enum Wait {
    /// Asks again and again until there is a value; an error when the limit is over.
    static func until<Value>(
        _ what: String,
        within limit: Duration = Child.limit,
        _ body: () async throws -> Value?
    ) async throws -> Value {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let value = try await body() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw EndToEndError("not within \(limit): \(what)")
    }
}
