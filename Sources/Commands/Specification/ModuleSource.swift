import ContentAddressing
import Core

/// Finds where a WebAssembly module comes from: a CID, a URL, or a file that travels in the spec when it is small and
/// is added to the node when it is not.
struct ModuleSource: Sendable {
    /// The most bytes of a module that travels in the spec.
    static let inlineBytesMax = 64 << 10
    private static let moduleBytesMax = 256 << 20
    private static let magic: [UInt8] = [0x00, 0x61, 0x73, 0x6D]

    let context: CommandContext

    /// What a module argument names.
    enum Kind: Sendable, Hashable {
        case ready(TypedSpec)
        /// A file that is too large for the spec; its absolute path.
        case large(path: String)
    }

    /// What the argument names.
    ///
    /// Throws when the file cannot be read or is no module.
    func kind(of text: String) throws -> Kind {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            return .ready(TypedSpec(type: "urlDownload", params: .object([.init("URL", .string(text))])))
        }
        let bare = text.hasPrefix("ipfs://") ? String(text.dropFirst(7)) : text
        if CID(bare) != nil { return .ready(Self.content(bare)) }
        let path = context.absolutePath(text)
        let bytes = try LocalFiles.read(path, bytesMax: Self.moduleBytesMax)
        guard bytes.starts(with: Self.magic) else {
            let isText = bytes.starts(with: Array("(module".utf8))
            throw CommandError(
                .failed,
                "\(text) is not a WebAssembly module",
                hint: isText
                    ? "it is in text form: turn it into a binary with wat2wasm" : "compile the program for wasm32-wasi"
            )
        }
        return bytes.count <= Self.inlineBytesMax ? .ready(Self.inline(bytes)) : .large(path: path)
    }

    /// The source of the module; a large file is added to the node, which must see the same file system.
    func source(of text: String, addingTo node: any NodeAPI) async throws -> TypedSpec {
        switch try kind(of: text) {
        case .ready(let source): return source
        case .large(let path):
            let root = try await node.add(path: path, AddOptions()) { _ in }
            return Self.content(root.cid.description)
        }
    }

    private static func content(_ cid: String) -> TypedSpec {
        TypedSpec(type: "ipfs", params: .object([.init("CID", .string(cid))]))
    }

    private static func inline(_ bytes: [UInt8]) -> TypedSpec {
        let url = "data:application/wasm;base64," + Multibase.base64Pad.encodeBody(bytes)
        return TypedSpec(type: "inline", params: .object([.init("URL", .string(url))]))
    }
}
