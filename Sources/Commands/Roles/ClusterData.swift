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
        var roots = content.spread.all
        for node in content.nodes { roots += try await node.store.roots() }
        return roots.sorted { ($0.addedAt, $0.name) < ($1.addedAt, $1.name) }
    }

    func stat(_ cid: CID) async throws -> ContentRoot {
        if let kept = content.spread.all.first(where: { $0.cid == cid }) { return kept }
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
        for node in content.nodes {
            if let cid, try await !node.store.isComplete(cid) { continue }
            report.add(try await node.store.verify(cid), of: node.name)
            if cid != nil { return report }
        }
        guard let cid else { return report }
        return try await verifyParts(of: cid, depth: 0)
    }

    /// A folder that no node has whole: each entry where it is.
    private func verifyParts(of folder: CID, depth: Int) async throws -> VerifyReport {
        guard depth < 64, let block = try await block(folder), folder.codec == .dagPB else {
            guard let changed = await content.changedFile(below: folder) else { throw notHere(folder) }
            return VerifyReport(problems: [changed.message])
        }
        var report = VerifyReport(blocks: 1, bytes: UInt64(block.bytes.count))
        for entry in try await list(folder, path: []) {
            do {
                report.add(try await verify(entry.cid), of: "")
            } catch let error as CoreError where error.code == .notFound {
                report.problems.append("\(entry.name): no node here has \(entry.cid)")
            }
        }
        return report
    }

    func remove(_ cid: CID) async throws {
        if try content.spread.remove(cid) {
            for entry in try await list(cid, path: []) { try? await removeFromStores(entry.cid) }
            return
        }
        try await removeFromStores(cid)
    }

    private func removeFromStores(_ cid: CID) async throws {
        var isFound = false
        for node in content.nodes {
            do {
                try await node.store.remove(cid)
                isFound = true
            } catch let error as CoreError where error.code == .notFound { continue }
        }
        guard isFound else { throw notHere(cid) }
    }

    /// The nodes that have it whole; of a spread folder, those that have a share of it.
    func holders(of cid: CID) async -> [NodeID] {
        let whole = await content.holders(of: cid)
        guard whole.isEmpty, content.spread.all.contains(where: { $0.cid == cid }) else { return whole }
        var shares = Set<NodeID>()
        for entry in (try? await list(cid, path: [])) ?? [] { shares.formUnion(await content.holders(of: entry.cid)) }
        return shares.sorted()
    }

    private func notHere(_ cid: CID) -> CoreError {
        CoreError(
            .notFound,
            "no node of this process has \(cid)",
            hint: "'bacalhau data list' shows what is here",
            component: "Data"
        )
    }
}

extension VerifyReport {
    /// Adds what another store said; its problems are told with its name.
    fileprivate mutating func add(_ other: VerifyReport, of name: String) {
        blocks += other.blocks
        bytes += other.bytes
        problems += name.isEmpty ? other.problems : other.problems.map { "\(name): \($0)" }
    }
}
