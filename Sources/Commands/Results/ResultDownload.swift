import ContentAddressing
import Core

/// Fetches content from a node into a folder.
struct ResultDownload {
    let node: any NodeAPI
    let console: any Console
    let progress: ProgressReporter.Mode
    var isForced = false
    var hints = DownloadHints.ofGet

    /// Fetches a CAR of what lies at a path below a root; all blocks are checked.
    ///
    /// The spool lies in `folder`.
    func fetch(_ cid: CID, path: [String] = [], folder: String) async throws -> (spool: BlockSpool, root: CID) {
        let spool = try BlockSpool(folder: folder)
        var meter = ByteMeter(console: console, mode: progress, title: "downloading")
        defer { meter.finish() }
        let pieces = try await node.exportCAR(cid, path: path)
        try await spool.fill(from: pieces) { meter.show($0, of: nil) }
        return (spool, path.isEmpty ? cid : try Self.resolve(cid, path, in: spool))
    }

    /// The CID at a path; the blocks on the way are part of the download.
    static func resolve(_ cid: CID, _ path: [String], in blocks: any BlockReading) throws -> CID {
        var resolver = try PathResolver(root: cid, path: path)
        while true {
            switch try resolver.next() {
            case .needBlock(let wanted): try resolver.provide(try blocks.bytes(wanted))
            case .resolved(let resolution): return resolution.cid
            }
        }
    }

    /// Writes a plan and says what was written and left out.
    func write(_ plan: LayoutPlan, from spool: BlockSpool, to folder: String) throws -> LayoutWriter.Totals {
        for link in plan.skippedLinks.prefix(10) {
            console.note("Warning: left out the link \(TextWidth.harmless(link)), which leads outside of the folder")
        }
        if plan.skippedLinks.count > 10 {
            console.note("Warning: left out \(plan.skippedLinks.count - 10) more such links")
        }
        return try LayoutWriter.write(plan, from: spool, to: folder, isForced: isForced, hint: hints.taken)
    }
}

extension ResultDownload {
    /// Fetches one more tree into a spool.
    func add(_ cid: CID, to spool: BlockSpool) async throws {
        try await spool.fill(from: try await node.exportCAR(cid, path: [])) { _ in }
    }
}
