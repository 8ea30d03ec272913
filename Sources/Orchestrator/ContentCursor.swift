import ContentAddressing
import Core

/// Reads files of a result from whichever node holds their blocks.
struct ContentCursor: Sendable {
    let exchange: any ContentExchange

    /// Hands the file at the path to `body`, piece by piece.
    ///
    /// Throws `notFound` when a block is nowhere.
    func read(_ root: CID, path: [String], _ body: ([UInt8]) throws -> Void) async throws {
        var resolver = try PathResolver(root: root, path: path)
        var target: CID?
        while target == nil {
            switch try resolver.next() {
            case .needBlock(let cid): try resolver.provide(try await block(cid))
            case .resolved(let resolution): target = resolution.cid
            }
        }
        guard let target else { return }
        var reader = FileReader(root: target)
        while true {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try await block(cid))
            case .bytes(let slice): try body(Array(slice))
            case .finished: return
            }
        }
    }

    private func block(_ cid: CID) async throws -> [UInt8] {
        guard let block = try await exchange.fetch(cid, for: nil) else {
            throw CoreError(
                .notFound,
                "no connected node holds block \(cid) of the result",
                hint: "connect the node that ran the execution",
                component: "ContentExchange"
            )
        }
        return block.bytes
    }
}
