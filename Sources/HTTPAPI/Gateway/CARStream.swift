import ContentAddressing
import Core
import NIOCore

/// Writes a CARv1 block by block.
struct CARStream: Sendable {
    let source: any BlockStore

    func write(
        _ terminal: CID,
        crossed: [CID],
        options: GatewayRequest.CAROptions,
        to writer: ChunkWriter
    ) async throws {
        try await writer.write(CAREncoder.header(roots: [terminal]))
        var sent: Set<CID> = []
        for cid in crossed where cid.identityData == nil {
            guard options.repeatsBlocks || sent.insert(cid).inserted else { continue }
            try await write(try await source.required(cid), to: writer)
        }
        var walker = DAGWalker(
            root: terminal,
            scope: options.scope,
            entityBytes: options.entityBytes,
            repeatsBlocks: options.repeatsBlocks
        )
        while true {
            switch try walker.next() {
            case .needBlock(let cid): try walker.provide(try await source.required(cid).bytes)
            case .block(let block): try await write(block, to: writer)
            case .finished: return
            }
        }
    }

    private func write(_ block: Block, to writer: ChunkWriter) async throws {
        var buffer = ByteBuffer(bytes: CAREncoder.sectionPrefix(cid: block.cid, blockBytes: block.bytes.count))
        buffer.writeBytes(block.bytes)
        try await writer.write(buffer)
    }
}
