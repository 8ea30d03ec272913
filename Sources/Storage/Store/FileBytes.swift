import ContentAddressing

/// The bytes of a file in a store, piece by piece, see ``ContentStore/cat(_:range:)``.
package struct FileBytes: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    let store: ContentStore
    let root: CID
    let range: Range<UInt64>

    package func makeAsyncIterator() -> Iterator {
        Iterator(store: store, root: root, reader: FileReader(root: root, range: range))
    }

    /// Reads block after block; the next one is read when it is asked for.
    package struct Iterator: AsyncIteratorProtocol {
        let store: ContentStore
        let root: CID
        var reader: FileReader

        package mutating func next() async throws -> [UInt8]? {
            while true {
                switch try advance() {
                case .finished: return nil
                case .bytes(let bytes): return Array(bytes)
                case .needBlock(let cid):
                    let bytes = try await store.existing(cid)
                    try provide(bytes, for: cid)
                }
            }
        }

        private mutating func advance() throws -> FileReader.Step {
            try store.reading(root) { () throws(ContentError) in try reader.next() }
        }

        private mutating func provide(_ bytes: [UInt8], for cid: CID) throws {
            try store.reading(cid) { () throws(ContentError) in try reader.provide(bytes) }
        }
    }
}
