import ContentAddressing
import Glibc

/// Keeps the blocks of a download in an unnamed file, so that they can be read in any order.
///
/// Every block is checked against its CID before it is kept. Not for use by two tasks at once.
final class BlockSpool: BlockReading {
    /// The most blocks of one download.
    static let blocksMax = 1 << 22

    private let descriptor: Int32
    private var end = 0
    private var places: [Multihash: (offset: Int, length: Int)] = [:]
    private(set) var roots: [CID] = []

    /// Makes an empty spool in a folder, which must have room for the download.
    init(folder: String) throws {
        let path = "\(folder)/.bacalhau-download.\(getpid())"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(
                .file,
                "cannot write in \(folder): \(LocalFiles.reason(errno))",
                hint: "name another place with --output-dir"
            )
        }
        // The name goes at once, so that nothing stays behind however the process ends.
        unlink(path)
    }

    deinit { close(descriptor) }

    /// The bytes of all blocks.
    var totalBytes: UInt64 { UInt64(end) }

    /// Reads a CAR to its end.
    ///
    /// Throws what is wrong with it, and `file` when the disk is full.
    func fill(
        from pieces: AsyncThrowingStream<[UInt8], any Error>,
        onProgress: (UInt64) -> Void
    ) async throws {
        var decoder = CARDecoder()
        for try await piece in pieces {
            decoder.append(piece)
            try drain(&decoder)
            onProgress(totalBytes)
        }
        decoder.finish()
        try drain(&decoder)
    }

    private func drain(_ decoder: inout CARDecoder) throws {
        while true {
            switch try decoder.next() {
            case .header(let header): roots = header.roots
            case .block(let block): try keep(block)
            case .needMore, .end: return
            }
        }
    }

    private func keep(_ block: Block) throws {
        guard places[block.cid.multihash] == nil else { return }
        guard places.count < Self.blocksMax else {
            throw CommandError(.failed, "the download has more than \(Self.blocksMax) blocks")
        }
        var done = 0
        while done < block.bytes.count {
            let count = block.bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, end + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandError(.file, "cannot keep the download: \(LocalFiles.reason(errno))") }
            done += count
        }
        places[block.cid.multihash] = (end, block.bytes.count)
        end += block.bytes.count
    }

    /// The bytes of a block.
    ///
    /// Throws `failed` when the download does not have it.
    func bytes(_ cid: CID) throws -> [UInt8] {
        guard let place = places[cid.multihash] else {
            throw CommandError(
                .failed,
                "the download lacks the block \(cid)",
                hint: "the node may be losing data; try again"
            )
        }
        var bytes = [UInt8](repeating: 0, count: place.length)
        var done = 0
        while done < place.length {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, place.offset + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandError(.file, "cannot read the download: \(LocalFiles.reason(errno))") }
            done += count
        }
        return bytes
    }
}
