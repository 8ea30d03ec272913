import Core
import Synchronization

/// What somebody was told, in order.
final class Heard<Item: Sendable>: Sendable {
    private let items = Mutex<[Item]>([])

    var all: [Item] { items.withLock { $0 } }

    func add(_ added: [Item]) { items.withLock { $0 += added } }
}

extension Heard where Item == OrchestratorMessage {
    /// The orders among it.
    var orders: [ExecutionOrder] {
        all.flatMap { message -> [ExecutionOrder] in if case .run(let orders) = message { orders } else { [] } }
    }
}

extension Heard where Item == NodeMessage {
    /// The reports of ends among it.
    var reports: [ExecutionReport] {
        all.flatMap { message -> [ExecutionReport] in
            if case .finished(_, let reports) = message { reports } else { [] }
        }
    }
}
