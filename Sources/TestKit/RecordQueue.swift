import Synchronization

/// What a test commits, handed out piece by piece.
final class RecordQueue<Record: Sendable>: Sendable {
    private let rest: Mutex<ArraySlice<Record>>

    init(_ records: [Record]) { rest = Mutex(records[...]) }

    func next() -> Record? { rest.withLock { $0.popFirst() } }
}
