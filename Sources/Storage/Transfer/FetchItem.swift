import ContentAddressing
import Core

/// A block that a fetch still has to get, and what it is for.
struct FetchItem: Sendable {
    enum Role: Sendable {
        /// A folder, file or symlink of its own.
        case entry
        /// A part of a file that is being put together, by the file's number.
        case part(file: Int, path: String, offset: UInt64, fileBytes: UInt64)
    }

    var cid: CID
    var role: Role
    var depth: Int
}

/// A block that a fetch got.
struct FetchedBlock: Sendable {
    var item: FetchItem
    /// Empty for a leaf that lies in its file already.
    var bytes: [UInt8]
    /// Whether the bytes are in the file already, hashed and right.
    var isInPlace: Bool
    /// Bytes that came from outside this node.
    var fetchedBytes: UInt64
}

/// A file that is being put together from blocks in any order.
struct OpenFetch: Sendable {
    let root: CID
    let path: String
    let fileBytes: UInt64
    var outstanding = 0
    var leaves: [IndexBatch.Leaf] = []
    var blocks: [Block] = []
}
