import ContentAddressing
import Core
import Synchronization

/// Notes what it is asked to hold; nothing is held before the test lets it be.
final class GatedHolder: InputHolder {
    private struct State: Sendable {
        var isOpen = true
        var held: [String] = []
        var released: [String] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Who has content held, in order.
    var held: [String] { state.withLock { $0.held } }
    /// Whose content is not held any more.
    var released: [String] { state.withLock { $0.released } }
    /// How many wait for their content to be held.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func close() { state.withLock { $0.isOpen = false } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func hold(_ roots: [CID], for name: String) async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        state.withLock { $0.held.append(name) }
    }

    func release(_ name: String) { state.withLock { $0.released.append(name) } }
}
