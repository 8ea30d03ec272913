package import ContentAddressing
package import Core

extension ContentStore {
    /// The most problems that a check reports one by one.
    package static let problemsMax = 1000

    /// Reads and hashes everything below a CID, or everything there is; each problem is one line with path and CID.
    ///
    /// Records of what is gone or changed are dropped on the way.
    package func verify(_ cid: CID? = nil) async throws -> VerifyReport {
        var report = VerifyReport()
        if let cid {
            try await verify(below: cid, into: &report, seen: [])
            return report
        }
        var seen: Set<Multihash> = []
        for root in try await allRoots() {
            seen = try await verify(below: root.cid, into: &report, seen: seen)
        }
        return report
    }

    @discardableResult
    private func verify(
        below cid: CID,
        into report: inout VerifyReport,
        seen: Set<Multihash>
    ) async throws -> Set<Multihash> {
        var seen = seen
        var pending = [cid]
        while let next = pending.popLast() {
            guard next.identityData == nil, seen.insert(next.multihash).inserted else { continue }
            guard seen.count <= Self.walkedBlocksMax else {
                throw CoreError.storage(.tooLarge, "\(cid) has more than \(Self.walkedBlocksMax) blocks")
            }
            do {
                let bytes = try await existing(next)
                report.blocks += 1
                report.bytes += UInt64(bytes.count)
                guard next.codec == .dagPB else { continue }
                let links = try reading(next) { () throws(ContentError) in try DAGPBNode(decoding: bytes).links }
                pending += links.reversed().map(\.cid)
            } catch let error as CoreError where error.code == .corrupt || error.code == .notFound {
                if report.problems.count < Self.problemsMax { report.problems.append("\(error)") }
            }
        }
        return seen
    }
}
