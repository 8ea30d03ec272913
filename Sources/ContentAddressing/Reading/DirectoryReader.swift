/// Lists a directory, plain or sharded, asking for each block when it is needed.
///
/// Call ``next()`` until ``Step/finished``; answer every ``Step/needBlock(_:)`` with ``provide(_:)`` before the next
/// call. Blocks must already be checked against their CIDs. Plain directories are listed in the order of the block,
/// sharded ones in the order of the names' hashes. Names are not checked for safety, see ``isSafeFileName(_:)``.
package struct DirectoryReader: Sendable {
    /// One entry of a directory.
    package struct Entry: Hashable, Sendable {
        /// The name's bytes; they need not be UTF-8 nor safe as a file name.
        package let nameBytes: [UInt8]
        /// What the name stands for.
        package let cid: CID
        /// The size of everything below as the directory's writer gave it, in bytes; a hint that nobody checked.
        package let tsize: UInt64

        /// The name as text, bytes that are not UTF-8 replaced.
        package var name: String { String(decoding: nameBytes, as: UTF8.self) }
    }

    /// What the reader wants or has.
    package enum Step: Sendable, Equatable {
        /// Provide this block.
        case needBlock(CID)
        /// The next entry.
        case entry(Entry)
        /// All entries have been listed.
        case finished
    }

    private struct Shard: Sendable {
        let cid: CID
        let level: Int
        let fanout: Int
        /// The hash bits that every name below must start with, right-aligned.
        let hashPrefix: UInt64
    }

    private enum Pending: Sendable {
        case root(CID)
        case shard(Shard)
        case entry(Entry)

        var cid: CID {
            switch self {
            case .root(let cid): cid
            case .shard(let shard): shard.cid
            case .entry(let entry): entry.cid
            }
        }
    }

    private let entriesMax: Int
    private var entryCount = 0
    /// What is still to be listed, the next one last.
    private var pending: [Pending]
    private var wanted: Pending?

    /// Lists the directory at `root`; more than `entriesMax` entries are an error.
    package init(root: CID, entriesMax: Int) {
        self.entriesMax = entriesMax
        pending = [.root(root)]
    }

    /// The next thing to do.
    ///
    /// Throws `notADirectory` for a codec that has no entries, and for identity blocks what ``provide(_:)`` throws.
    package mutating func next() throws(ContentError) -> Step {
        while true {
            if let wanted { return .needBlock(wanted.cid) }
            guard let item = pending.popLast() else { return .finished }
            if case .entry(let entry) = item { return .entry(entry) }
            guard item.cid.codec == .dagPB else {
                throw ContentError(.notADirectory, "block \(item.cid) is \(item.cid.codec), not a directory")
            }
            if let data = item.cid.identityData {
                try read(item, bytes: data)
            } else {
                wanted = item
            }
        }
    }

    /// Takes the block that was asked for.
    ///
    /// Throws `notADirectory`, `invalidDAGPB`, `invalidUnixFS`, `duplicateName` or `limitExceeded`; the reader must
    /// not be used after that.
    package mutating func provide(_ bytes: [UInt8]) throws(ContentError) {
        guard let item = wanted else { preconditionFailure("a block is only provided when one was asked for") }
        wanted = nil
        try read(item, bytes: bytes)
    }

    private mutating func read(_ item: Pending, bytes: [UInt8]) throws(ContentError) {
        switch item {
        case .root(let cid):
            let block = try UnixFSBlock(cid: cid, decoding: bytes)
            switch block.unixFS.type {
            case .directory: try readPlain(block.node, cid: cid)
            case .hamtShard:
                let shard = try HAMTShard(node: block.node, unixFS: block.unixFS)
                try push(shard, at: Shard(cid: cid, level: 0, fanout: shard.bits.fanout, hashPrefix: 0))
            default:
                throw ContentError(.notADirectory, "block \(cid) is a \(block.unixFS.type), not a directory")
            }
        case .shard(let position):
            let shard = try HAMTShard(child: position.cid, bytes: bytes, fanout: position.fanout)
            try push(shard, at: position)
        case .entry:
            preconditionFailure("entries are never read")
        }
    }

    private mutating func readPlain(_ node: DAGPBNode, cid: CID) throws(ContentError) {
        try count(node.links.count)
        var names = Set<[UInt8]>(minimumCapacity: node.links.count)
        for link in node.links {
            guard names.insert(link.name).inserted else {
                throw ContentError(.duplicateName, "directory \(cid) has \(quoted(link.name)) twice")
            }
        }
        for link in node.links.reversed() {
            pending.append(.entry(Entry(nameBytes: link.name, cid: link.cid, tsize: link.tsize)))
        }
    }

    private mutating func push(_ shard: HAMTShard, at position: Shard) throws(ContentError) {
        let bits = shard.bits
        for bucket in shard.buckets.reversed() {
            let prefix = position.hashPrefix << UInt64(bits.bitsPerLevel) | UInt64(bucket.index)
            let level = position.level + 1
            switch bucket.content {
            case .entry(let name):
                guard bits.prefix(of: MurmurHash3.x64(name), levels: level) == prefix else {
                    throw ContentError(
                        .invalidUnixFS,
                        "shard \(position.cid) holds \(quoted(name)), whose hash belongs elsewhere"
                    )
                }
                try count(1)
                pending.append(.entry(Entry(nameBytes: name, cid: bucket.link.cid, tsize: bucket.link.tsize)))
            case .childShard:
                guard level < bits.levelsMax else {
                    throw ContentError(
                        .limitExceeded,
                        "shard \(position.cid) links to a level below the last, \(bits.levelsMax)"
                    )
                }
                let child = Shard(cid: bucket.link.cid, level: level, fanout: bits.fanout, hashPrefix: prefix)
                pending.append(.shard(child))
            }
        }
    }

    private mutating func count(_ more: Int) throws(ContentError) {
        entryCount += more
        guard entryCount <= entriesMax else {
            throw ContentError(.limitExceeded, "the directory has more than \(entriesMax) entries")
        }
    }
}
