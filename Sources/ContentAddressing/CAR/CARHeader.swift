/// The header of a content-addressable archive: which blocks are its roots.
package struct CARHeader: Hashable, Sendable {
    /// The version of the archive.
    package enum Version: UInt64, Sendable, CaseIterable {
        /// Header and sections.
        case v1 = 1
        /// A v1 archive inside a frame that may have an index.
        case v2 = 2
    }

    /// The version of the whole archive.
    package let version: Version
    /// The roots; there may be none, several, or ones that are not in the archive.
    package let roots: [CID]

    /// Takes the fields as they are.
    package init(version: Version = .v1, roots: [CID]) {
        self.version = version
        self.roots = roots
    }

    /// What the map at the start of an archive says.
    enum Decoded: Equatable {
        case v1(roots: [CID])
        /// The pragma of a v2 archive.
        case v2Pragma
    }

    /// Decodes the map at the start of an archive; throws `invalidCAR` where it is not a header.
    static func decode(_ bytes: [UInt8]) throws(ContentError) -> Decoded {
        let value: DAGCBORValue
        do {
            value = try DAGCBORValue(decoding: bytes)
        } catch {
            throw ContentError(.invalidCAR, "the header of \(bytes.count) bytes is not dag-cbor", cause: error)
        }
        guard case .map(let fields) = value, case .unsigned(let version)? = value["version"] else {
            throw ContentError(.invalidCAR, "the header has no version")
        }
        switch version {
        case Version.v2.rawValue:
            guard fields.count == 1 else { throw ContentError(.invalidCAR, "the v2 pragma has fields beside version") }
            return .v2Pragma
        case Version.v1.rawValue:
            guard fields.count == 2, case .array(let items)? = value["roots"] else {
                throw ContentError(
                    .invalidCAR,
                    "a v1 header has roots and version, this one has \(fields.count) fields"
                )
            }
            var roots: [CID] = []
            for item in items {
                guard case .link(let cid) = item else { throw ContentError(.invalidCAR, "a root is not a link") }
                roots.append(cid)
            }
            return .v1(roots: roots)
        default:
            throw ContentError(.invalidCAR, "version \(version) is unknown, 1 and 2 are supported")
        }
    }
}
