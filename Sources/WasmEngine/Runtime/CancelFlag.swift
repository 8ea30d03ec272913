import Synchronization

/// Says from another thread that a run is no longer wanted; seen by the epoch callback and by waiting host calls.
final class CancelFlag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
