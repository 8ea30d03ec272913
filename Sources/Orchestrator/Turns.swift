import Core
import Synchronization

/// Lets what concerns one key happen one after the other, in the order of arrival; other keys go on beside it.
///
/// Whoever waits holds nothing but its place. The wait is not cancelled with its task: each turn is one commit long.
final class Turns: Sendable {
    private typealias Waiter = CheckedContinuation<Void, Never>

    /// The keys whose turn is taken, each with who waits for it, first come first.
    private let waiting = Mutex(LookupTable<String, [Waiter]>())

    /// Runs `body` when everybody who came earlier with this key is done.
    func take<Value>(_ key: String, _ body: () async throws -> Value) async rethrows -> Value {
        await enter(key)
        defer { leave(key) }
        return try await body()
    }

    /// How many wait for the key; nil when nobody has its turn.
    func waiterCount(_ key: String) -> Int? { waiting.withLock { $0[key]?.count } }

    private func enter(_ key: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] == nil else {
                    waiting[key]?.append(continuation)
                    return false
                }
                waiting[key] = []
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave(_ key: String) {
        let next = waiting.withLock { waiting -> Waiter? in
            guard let first = waiting[key]?.first else {
                waiting.remove(key)
                return nil
            }
            waiting[key]?.removeFirst()
            return first
        }
        next?.resume()
    }
}
