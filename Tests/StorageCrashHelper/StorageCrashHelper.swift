import ContentAddressing
import Core
import Database
import Foundation
import Storage
import TestKit

/// Works on a store until it is done or killed, and says on stdout whenever it touches the index.
///
/// Arguments: what to do (`add`, `copy`, `car`, `fetch`, `memory`), the store's folder, the index file, the source.
@main
enum StorageCrashHelper {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5 else { exit(64) }
        let (mode, folder, indexPath, source) = (arguments[1], arguments[2], arguments[3], arguments[4])
        let index = TalkingIndex(try SQLiteContentIndex(path: indexPath))
        let store = try await ContentStore.open(folder: folder, index: index, now: { .zero })
        switch mode {
        case "add", "copy":
            var options = AddOptions()
            options.isCopy = mode == "copy"
            say("cid \(try await store.add(path: source, options).root.cid)")
        case "car":
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: source)))
            let roots = try await store.importCAR(
                AsyncThrowingStream { continuation in
                    for start in stride(from: 0, to: bytes.count, by: 65_536) {
                        continuation.yield(Array(bytes[start..<min(bytes.count, start + 65_536)]))
                    }
                    continuation.finish()
                }
            )
            for root in roots { say("cid \(root.cid)") }
        case "fetch":
            try await fetch(source, into: store)
        case "memory":
            let before = peakKilobytes()
            _ = try await store.add(path: source)
            say("kilobytes \(peakKilobytes() - before)")
        default:
            exit(64)
        }
    }

    /// Fetches from an archive of the tree, block by block.
    private static func fetch(_ source: String, into store: ContentStore) async throws {
        var decoder = CARDecoder()
        decoder.append([UInt8](try Data(contentsOf: URL(fileURLWithPath: source))))
        decoder.finish()
        var blocks: [CID: Block] = [:]
        var roots: [CID] = []
        loop: while true {
            switch try decoder.next() {
            case .header(let header): roots = header.roots
            case .block(let block): blocks[block.cid] = block
            case .needMore, .end: break loop
            }
        }
        let held = blocks
        for root in roots {
            try await store.fetch(
                root,
                keptAs: "tree",
                from: { cid in
                    say("fetch")
                    return held[cid]
                }
            )
            say("cid \(root)")
        }
    }

    private static func peakKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    static func say(_ line: String) {
        guard CrashProgram.report(line) else { exit(1) }
    }
}
