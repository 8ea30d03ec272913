import ContentAddressing
import Core
import Foundation
import Storage

/// The data service of this process: every request goes to the store that it names, or to all of them.
struct ClusterData: DataService {
    let content: ClusterContent

    private func node(named text: String) throws -> NodeContent {
        guard let first = content.nodes.first else {
            throw CoreError(
                .unavailable,
                "this process runs no compute node, so it keeps no data",
                hint: "ask a process that runs one",
                component: "Data"
            )
        }
        if text.isEmpty { return first }
        guard
            let node = content.nodes.first(where: {
                $0.name == text || $0.id.text == text || $0.id.text.hasPrefix(text)
            })
        else {
            let names = content.nodes.map(\.name).joined(separator: ", ")
            throw CoreError(
                .notFound,
                "no node '\(text)' runs in this process",
                hint: "there are \(names)",
                component: "Data"
            )
        }
        return node
    }

    func block(_ cid: CID) async throws -> Block? { try await content.fetch(cid, for: nil) }

    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        guard options.isSpread, content.nodes.count > 1 else {
            return try await node(named: options.node).store.add(path: path, options, onProgress: onProgress).root
        }
        return try await SpreadImport(content: content, options: options, onProgress: onProgress).run(path)
    }

    func importCAR(
        _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable,
        node: String
    ) async throws -> [ContentRoot] {
        try await Self.importPieces(pieces, into: self.node(named: node).store)
    }

    private static func importPieces(
        _ pieces: some AsyncSequence<[UInt8], any Error> & Sendable,
        into store: ContentStore
    ) async throws -> [ContentRoot] {
        try await store.importCAR(pieces)
    }

    func roots() async throws -> [ContentRoot] {
        var roots: [ContentRoot] = []
        for node in content.nodes { roots += try await node.store.roots() }
        return roots.sorted { ($0.addedAt, $0.name) < ($1.addedAt, $1.name) }
    }

    func stat(_ cid: CID) async throws -> ContentRoot {
        for node in content.nodes where try await node.store.isComplete(cid) { return try await node.store.stat(cid) }
        return try await BlockReader(source: self).stat(cid)
    }

    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry] {
        let reader = BlockReader(source: self)
        return try await reader.list(try await reader.resolve(cid, path: path))
    }

    func resolve(_ cid: CID, path: [String]) async throws -> CID {
        try await BlockReader(source: self).resolve(cid, path: path)
    }

    func verify(_ cid: CID?) async throws -> VerifyReport {
        var report = VerifyReport()
        var isHeld = false
        for node in content.nodes {
            if let cid, try await !node.store.has(cid) { continue }
            isHeld = true
            let part = try await node.store.verify(cid)
            report.blocks += part.blocks
            report.bytes += part.bytes
            report.problems += part.problems.map { "\(node.name): \($0)" }
        }
        if let cid, !isHeld { throw notHere(cid) }
        return report
    }

    func remove(_ cid: CID) async throws {
        var isFound = false
        for node in content.nodes {
            do {
                try await node.store.remove(cid)
                isFound = true
            } catch let error as CoreError where error.code == .notFound { continue }
        }
        guard isFound else { throw notHere(cid) }
    }

    func holders(of cid: CID) async -> [NodeID] { await content.holders(of: cid) }

    private func notHere(_ cid: CID) -> CoreError {
        CoreError(
            .notFound,
            "no node of this process has \(cid)",
            hint: "'bacalhau data list' shows what is here",
            component: "Data"
        )
    }
}
