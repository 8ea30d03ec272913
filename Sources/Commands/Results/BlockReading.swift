import ContentAddressing

/// Gives checked blocks by their CID, at once.
protocol BlockReading {
    /// The bytes of a block; throws when it is not there.
    func bytes(_ cid: CID) throws -> [UInt8]
}

extension BlockReading {
    /// Reads what a CID is; a directory is listed whole, at most `entriesMax` entries.
    func node(_ cid: CID, entriesMax: Int) throws -> TreeNode {
        guard cid.codec == .dagPB else { return .file(cid) }
        let block = try UnixFSBlock(cid: cid, decoding: try cid.identityData ?? bytes(cid))
        switch block.unixFS.type {
        case .directory, .hamtShard: return .directory(try entries(cid, entriesMax: entriesMax))
        case .symlink: return .symlink(target: block.unixFS.data ?? [])
        default: return .file(cid)
        }
    }

    /// The entries of a directory, sorted by the bytes of their names.
    private func entries(_ cid: CID, entriesMax: Int) throws -> [DirectoryReader.Entry] {
        var reader = DirectoryReader(root: cid, entriesMax: entriesMax)
        var entries: [DirectoryReader.Entry] = []
        while true {
            switch try reader.next() {
            case .needBlock(let wanted): try reader.provide(try bytes(wanted))
            case .entry(let entry): entries.append(entry)
            case .finished: return entries.sorted { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) }
            }
        }
    }

    /// Hands the bytes of a file on in pieces.
    func read(_ cid: CID, into sink: (ArraySlice<UInt8>) throws -> Void) throws {
        var reader = FileReader(root: cid)
        while true {
            switch try reader.next() {
            case .needBlock(let wanted): try reader.provide(try bytes(wanted))
            case .bytes(let piece): try sink(piece)
            case .finished: return
            }
        }
    }
}
