import Synchronization

/// The port that the API of this process listens on, known once it listens.
final class ServedPort: Sendable {
    private let port: Mutex<Int>

    /// Starts with the port that was asked for, which may be 0 for any.
    init(_ wanted: Int) { port = Mutex(wanted) }

    var number: Int { port.withLock { $0 } }

    func set(_ number: Int) { port.withLock { $0 = number } }
}
