import ArgumentParser
import ContentAddressing
import Core

/// `CID` or `CID/path`, as commands take it; `ipfs://` and `/ipfs/` before it are let pass.
struct ContentPath: ExpressibleByArgument, Hashable, Sendable {
    var cid: CID
    var path: [String]

    init?(argument: String) {
        let prefix = ["ipfs://", "/ipfs/"].first { argument.hasPrefix($0) } ?? ""
        let parts = argument.dropFirst(prefix.count).split(separator: "/").map(String.init)
        guard let first = parts.first, let cid = CID(first), !parts.contains("..") else { return nil }
        self.cid = cid
        path = Array(parts.dropFirst())
    }

    /// What a file made of it is called.
    var name: String { path.last ?? cid.description }
}
