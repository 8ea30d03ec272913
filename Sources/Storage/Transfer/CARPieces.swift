import ContentAddressing

/// The pieces of an archive, see ``ContentStore/exportCAR(_:scope:entityBytes:)``.
package struct CARPieces: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    let store: ContentStore
    let root: CID
    let walker: DAGWalker

    package func makeAsyncIterator() -> Iterator {
        Iterator(store: store, root: root, walker: walker)
    }

    /// Reads block after block; the next one is read when it is asked for.
    package struct Iterator: AsyncIteratorProtocol {
        let store: ContentStore
        let root: CID
        var walker: DAGWalker
        var hasHeader = false

        package mutating func next() async throws -> [UInt8]? {
            guard hasHeader else {
                hasHeader = true
                return CAREncoder.header(roots: [root])
            }
            while true {
                switch try advance() {
                case .finished: return nil
                case .block(let block): return CAREncoder.section(block)
                case .needBlock(let cid):
                    let bytes = try await store.existing(cid)
                    try provide(bytes, for: cid)
                }
            }
        }

        private mutating func advance() throws -> DAGWalker.Step {
            try store.reading(root) { () throws(ContentError) in try walker.next() }
        }

        private mutating func provide(_ bytes: [UInt8], for cid: CID) throws {
            try store.reading(cid) { () throws(ContentError) in try walker.provide(bytes) }
        }
    }
}
