import ContentAddressing
import Core
import InMemory

/// A node's openings behind a gate for writes.
final class GatedOpeningStore: OpeningStore {
    let writes = Gate()
    private let store = InMemoryOpeningStore()

    func keep(_ openings: [KeptOpening], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        writes.write(done: done) { [store] done in store.keep(openings, done: done) }
    }

    func forget(_ deals: [Digest256]) { store.forget(deals) }

    func openings() async throws -> [KeptOpening] { try await store.openings() }
}
