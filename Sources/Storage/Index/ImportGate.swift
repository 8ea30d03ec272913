import Synchronization

/// Keeps the collection of garbage apart from writes whose root is not there yet.
///
/// Any number of writers may be inside; collecting needs them all to be out. A collection that finds writers is put
/// off until the last of them leaves, so removing content never waits for a long import.
final class ImportGate: Sendable {
    private struct State: Sendable {
        var writers = 0
        var isCollecting = false
        var isCollectionWanted = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Enters as a writer; waits while garbage is being collected.
    func enter() async {
        let isInside = state.withLock { state in
            guard !state.isCollecting else { return false }
            state.writers += 1
            return true
        }
        if isInside { return }
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.isCollecting else {
                    state.writers += 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Leaves; true when a collection was put off and the caller, now holding the gate alone, must do it.
    func leave() -> Bool {
        state.withLock { state in
            state.writers -= 1
            guard state.writers == 0, state.isCollectionWanted, !state.isCollecting else { return false }
            state.isCollectionWanted = false
            state.isCollecting = true
            return true
        }
    }

    /// Takes the gate alone; false when writers are inside, one of which will collect when it leaves.
    func beginCollecting() -> Bool {
        state.withLock { state in
            guard state.writers == 0, !state.isCollecting else {
                state.isCollectionWanted = true
                return false
            }
            state.isCollecting = true
            return true
        }
    }

    /// Lets writers in again; true when another collection was asked for meanwhile and the gate is still held for it.
    func endCollecting() -> Bool {
        let waiting: [CheckedContinuation<Void, Never>]? = state.withLock { state in
            if state.isCollectionWanted, state.waiting.isEmpty {
                state.isCollectionWanted = false
                return nil
            }
            state.isCollecting = false
            state.writers += state.waiting.count
            defer { state.waiting = [] }
            return state.waiting
        }
        guard let waiting else { return true }
        for continuation in waiting { continuation.resume() }
        return false
    }
}
