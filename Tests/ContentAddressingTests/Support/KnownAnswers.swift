/// vectors/kav-open.json, as far as this layer is concerned.
struct KnownAnswers: Decodable, Sendable {
    struct Answer: Decodable, Sendable {
        let cid: String
        let tsize: UInt64
    }

    struct Input: Decodable, Sendable {
        let text: String?
        let zeros: Int?
        let seed: String?
        let n: Int?
    }

    struct File: Decodable, Sendable {
        let name: String
        let input: Input
        let size: UInt64
        let sha256: String
        let v0: Answer
        let v1: Answer
        let kubo: Answer

        enum CodingKeys: String, CodingKey {
            case name, input, size, sha256
            case v0 = "unixfs-v0-2015"
            case v1 = "unixfs-v1-2025"
            case kubo = "kubo-cidv1-legacy-chunks"
        }
    }

    struct Layout: Decodable, Sendable {
        let seed: String
        let n: Int
        let chunk: Int
        let width: Int
        let raw_leaves: Bool
        let cid_version: UInt8
        let cid: String
        let tsize: UInt64
        let blocks: Int
    }

    struct EncodedBlock: Decodable, Sendable {
        let hex: String
        let cid: String?
        let cidv0: String?
        let cidv1: String?
        let tsize: UInt64?
    }

    struct Directory: Decodable, Sendable {
        let profile: String
        let root: String
        let root_tsize: UInt64
        let sub: String
        let link: String
        let root_block_hex: String
    }

    struct Shards: Decodable, Sendable {
        let entries: Int
        let fanout: Int
        let cid: String
        let tsize: UInt64
        let shard_blocks: Int
    }

    struct Threshold: Decodable, Sendable {
        let profile: String
        let entries: Int
        let names: String
        let cid: String
        let type: String
        let root_links: Int
        let tsize: UInt64
    }

    struct Archive: Decodable, Sendable {
        let root: String
        let hex: String
    }

    struct Peer: Decodable, Sendable {
        let public_key_pb: String
        let peer_id_bytes: String
        let base58: String
        let cid_base36: String
        let cid_base32: String
        let kad_id: String
    }

    let files: [File]
    let custom_layout: [Layout]
    let blocks: [String: EncodedBlock]
    let directories: [Directory]
    let murmur3_x64_64_big_endian: [String: String]
    let hamt: [Shards]
    let hamt_threshold: [Threshold]
    let car: Archive
    let cid_text: [String: [String: String]]
    let identity: [String: String]
    let ed25519_peer: Peer
    let varint: [String: String]

    static let shared = Fixture.required(KnownAnswers.self, "vectors/kav-open.json")
}
