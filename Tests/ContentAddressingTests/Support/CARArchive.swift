@testable import ContentAddressing

/// A whole decoded archive.
struct CARArchive {
    var header: CARHeader?
    var blocks: [Block] = []

    /// Decodes `bytes`, fed in pieces of `pieceBytes`.
    init(_ bytes: [UInt8], pieceBytes: Int = .max, options: CARDecoder.Options = .init()) throws {
        var decoder = CARDecoder(options: options)
        var rest = bytes[...]
        while true {
            switch try decoder.next() {
            case .header(let header): self.header = header
            case .block(let block): blocks.append(block)
            case .end: return
            case .needMore:
                guard !rest.isEmpty else {
                    decoder.finish()
                    continue
                }
                decoder.append(Array(rest.prefix(pieceBytes)))
                rest = rest.dropFirst(pieceBytes)
            }
        }
    }

    static func encode(roots: [CID], blocks: [Block]) -> [UInt8] {
        blocks.reduce(CAREncoder.header(roots: roots)) { $0 + CAREncoder.section($1) }
    }
}
