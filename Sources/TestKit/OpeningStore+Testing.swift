package import Core

extension OpeningStore {
    /// As `keep(_:done:)`, for callers that wait.
    package func keep(_ openings: [KeptOpening]) async throws {
        try await withCheckedThrowingContinuation { continuation in
            keep(openings) { continuation.resume(with: $0.mapError { $0 as any Error }) }
        }
    }
}
