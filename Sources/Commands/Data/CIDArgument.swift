import ArgumentParser
import ContentAddressing
import Core

/// A CID alone, as commands take it.
struct CIDArgument: ExpressibleByArgument, Hashable, Sendable {
    var cid: CID

    init?(argument: String) {
        guard let path = ContentPath(argument: argument), path.path.isEmpty else { return nil }
        cid = path.cid
    }
}
