import Client
import ContentAddressing
import Core

extension ClientNode {
    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        let body = JSONValue.object([
            JSONValue.Member("Path", .string(path)), JSONValue.Member("Profile", .string(options.profile.name)),
            JSONValue.Member("Copy", .bool(options.isCopy)), JSONValue.Member("Hidden", .bool(options.includesHidden)),
            JSONValue.Member("Node", .string(options.node)), JSONValue.Member("Spread", .bool(options.isSpread)),
        ])
        let root = try await client.addData(body) { progress in
            // Progress that cannot be read is not worth failing for.
            if let progress = try? AddProgress(wire: progress) { onProgress(progress) }
        }
        return try ContentRoot(wire: root)
    }

    func importCAR(_ pieces: AsyncThrowingStream<[UInt8], any Error>) async throws -> [ContentRoot] {
        try await client.importCAR(pieces, node: "").map { try ContentRoot(wire: $0) }
    }

    func exportCAR(_ cid: CID, path: [String]) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        try await client.exportCAR(cid: cid.description, path: path.joined(separator: "/"))
    }

    func roots() async throws -> [ContentRoot] { try Self.items(try await client.call(.get, Self.data)) }

    func stat(_ cid: CID) async throws -> ContentRoot {
        try ContentRoot(wire: try await client.call(.get, "\(Self.data)/\(cid)/stat"))
    }

    func holders(of cid: CID) async throws -> [String] {
        let answer = try await client.call(.get, "\(Self.data)/\(cid)/holders")
        return (answer[anyCase: "Items"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry] {
        var query = QueryItems()
        query.add("path", path.joined(separator: "/"))
        return try Self.items(try await client.call(.get, "\(Self.data)/\(cid)/ls", query: query.items))
    }

    func verify(_ cid: CID?) async throws -> VerifyReport {
        let path = cid.map { "\(Self.data)/\($0)/verify" } ?? "\(Self.data)/verify"
        // Reading every stored byte takes as long as it takes.
        return try VerifyReport(wire: try await client.call(.post, path, wait: .seconds(86_400)))
    }

    func remove(_ cid: CID) async throws { _ = try await client.call(.delete, "\(Self.data)/\(cid)") }
}
