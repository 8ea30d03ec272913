import ContentAddressing
import Core
import Synchronization

/// The folders of a spread import as one change set that is taken once.
final class SpreadBlocks: Sendable {
    private let blocks: Mutex<[Block]?>

    init(_ blocks: [Block]) { self.blocks = Mutex(blocks) }

    func take() -> ChangeSet? {
        let taken = blocks.withLock { blocks in
            defer { blocks = nil }
            return blocks
        }
        guard let taken else { return nil }
        var changes = ChangeSet()
        changes.blocks = taken
        return changes
    }
}
