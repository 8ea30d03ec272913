/// The settings that decide which CID some content gets (IPIP-499 "UnixFS CID profiles").
package struct ImportProfile: Hashable, Sendable {
    /// When a directory is spread over many blocks.
    package enum DirectoryLimit: Hashable, Sendable {
        /// When names and binary CIDs together have more bytes than this.
        case linkBytes(Int)
        /// When the block of the plain directory has more bytes than this.
        case blockBytes(Int)
    }

    /// The largest chunk: a block with room for the message around it.
    package static let chunkBytesMax = Block.bytesMax - 256
    /// The most links in a file node; at about 50 bytes a link the block stays below its limit.
    package static let fileLinksMaxMax = 8192
    private static let directoryLimitBytes = 262_144

    /// The name under which users choose the profile.
    package let name: String
    /// The version of the CIDs of dag-pb nodes; raw leaves are always v1.
    package let cidVersion: CID.Version
    /// Whether the chunks of a file are raw blocks, not dag-pb ones.
    package let rawLeaves: Bool
    /// The length of every chunk but the last.
    package let chunkBytes: Int
    /// The most children of an inner file node.
    package let fileLinksMax: Int
    /// When a directory is spread over many blocks.
    package let directoryLimit: DirectoryLimit
    /// Buckets per shard of such a directory.
    package let hamtFanout: Int

    private init(
        unchecked name: String,
        cidVersion: CID.Version,
        rawLeaves: Bool,
        chunkBytes: Int,
        fileLinksMax: Int,
        directoryLimit: DirectoryLimit,
        hamtFanout: Int
    ) {
        self.name = name
        self.cidVersion = cidVersion
        self.rawLeaves = rawLeaves
        self.chunkBytes = chunkBytes
        self.fileLinksMax = fileLinksMax
        self.directoryLimit = directoryLimit
        self.hamtFanout = hamtFanout
    }

    /// Makes a profile of one's own; throws `limitExceeded` or `invalidUnixFS` for settings that no reader accepts.
    package init(
        name: String,
        cidVersion: CID.Version,
        rawLeaves: Bool,
        chunkBytes: Int,
        fileLinksMax: Int,
        directoryLimit: DirectoryLimit,
        hamtFanout: Int
    ) throws(ContentError) {
        guard (1...Self.chunkBytesMax).contains(chunkBytes) else {
            throw ContentError(
                .limitExceeded,
                "chunks of \(chunkBytes) bytes are not between 1 and \(Self.chunkBytesMax)"
            )
        }
        guard (2...Self.fileLinksMaxMax).contains(fileLinksMax) else {
            throw ContentError(
                .limitExceeded,
                "\(fileLinksMax) links per file node are not between 2 and \(Self.fileLinksMaxMax)"
            )
        }
        _ = try HAMTBits(fanout: UInt64(max(0, hamtFanout)))
        self.init(
            unchecked: name,
            cidVersion: cidVersion,
            rawLeaves: rawLeaves,
            chunkBytes: chunkBytes,
            fileLinksMax: fileLinksMax,
            directoryLimit: directoryLimit,
            hamtFanout: hamtFanout
        )
    }
}

extension ImportProfile {
    /// The default: CIDv1, raw leaves, 1 MiB chunks, 1024 links.
    package static let unixfsV1_2025 = ImportProfile(
        unchecked: "unixfs-v1-2025",
        cidVersion: .v1,
        rawLeaves: true,
        chunkBytes: 1_048_576,
        fileLinksMax: 1024,
        directoryLimit: .blockBytes(directoryLimitBytes),
        hamtFanout: 256
    )

    /// Kubo's historic default: CIDv0, dag-pb leaves, 256 KiB chunks, 174 links.
    package static let unixfsV0_2015 = ImportProfile(
        unchecked: "unixfs-v0-2015",
        cidVersion: .v0,
        rawLeaves: false,
        chunkBytes: 262_144,
        fileLinksMax: 174,
        directoryLimit: .linkBytes(directoryLimitBytes),
        hamtFanout: 256
    )

    /// What `ipfs add --cid-version=1` gives with default settings: v0's chunks and links, CIDv1 and raw leaves.
    package static let kuboCIDv1 = ImportProfile(
        unchecked: "kubo-cidv1-legacy-chunks",
        cidVersion: .v1,
        rawLeaves: true,
        chunkBytes: 262_144,
        fileLinksMax: 174,
        directoryLimit: .linkBytes(directoryLimitBytes),
        hamtFanout: 256
    )

    /// All named profiles, the default first.
    package static let all = [unixfsV1_2025, unixfsV0_2015, kuboCIDv1]

    private static let aliases = ["legacy-cid-v0": unixfsV0_2015, "kubo-cidv1": kuboCIDv1]

    /// Finds a profile by its name or by kubo's alias for it.
    package init?(name: String) {
        guard let profile = Self.all.first(where: { $0.name == name }) ?? Self.aliases[name] else { return nil }
        self = profile
    }
}
