package import Testing

/// Waits until the condition holds, looking again and again; records a failure and throws when the limit has passed.
///
/// For what other tasks bring about. It gives way between looks and never sleeps for a fixed time. The limit is long,
/// because all tests of a run begin at once and a task may wait a minute for its turn.
package func eventually(
    limit: Duration = .seconds(120),
    _ what: String = "the condition",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    while try await !condition() {
        guard clock.now < end else {
            Issue.record("\(what) did not come within \(limit)", sourceLocation: sourceLocation)
            throw LimitPassed(what: what)
        }
        try await clock.sleep(for: .milliseconds(1))
    }
}

/// Ends a test whose ``eventually(limit:_:sourceLocation:_:)`` waited in vain.
package struct LimitPassed: Error, Sendable {
    package var what: String
}
