package import ContentAddressing
package import Core
import Dispatch
import Synchronization

/// The openings of a node that does not outlive its process.
///
/// It means the same as the SQLite store in every call.
package final class InMemoryOpeningStore: OpeningStore {
    private let slots = Mutex<[Digest256: [Int: KeptOpening]]>([:])
    private let writer = DispatchQueue(label: "InMemoryOpeningStore")

    package init() {}

    package func keep(_ openings: [KeptOpening], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        // A turn of its own, so that a call from within `done` is no recursion.
        writer.async {
            self.slots.withLock { slots in
                for opening in openings { slots[opening.deal, default: [:]][opening.slot] = opening }
            }
            done(.success(()))
        }
    }

    package func forget(_ deals: [Digest256]) {
        writer.async {
            self.slots.withLock { slots in
                for deal in deals { slots[deal] = nil }
            }
        }
    }

    package func openings() async throws -> [KeptOpening] {
        let found = slots.withLock { slots in slots.values.flatMap(\.values) }
        return found.sorted { ($0.deal, $0.slot) < ($1.deal, $1.slot) }
    }
}
