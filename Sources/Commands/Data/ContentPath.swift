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

/// A CID alone, as commands take it.
struct CIDArgument: ExpressibleByArgument, Hashable, Sendable {
    var cid: CID

    init?(argument: String) {
        guard let path = ContentPath(argument: argument), path.path.isEmpty else { return nil }
        cid = path.cid
    }
}

/// How files become blocks, as commands take it.
struct ProfileArgument: ExpressibleByArgument, Hashable, Sendable {
    var profile: ImportProfile

    init(_ profile: ImportProfile) { self.profile = profile }

    init?(argument: String) {
        guard let profile = ImportProfile(name: argument) else { return nil }
        self.profile = profile
    }

    var defaultValueDescription: String { profile.name }

    static var allValueStrings: [String] { ImportProfile.all.map(\.name) }
}
