package import ContentAddressing
package import Core

extension ContentStore {
    /// The most entries of added trees that are compared with the disk.
    private static let comparedEntriesMax = 1_000_000

    /// The files that the user added by reference, that held one of these CIDs and are not what they were.
    ///
    /// Works from the kept roots and their folders' blocks, so it also knows what was noticed and dropped long ago, or
    /// in a former life of the process.
    package func changedFiles(holding wanted: Set<CID>) async throws -> [ChangedFile] {
        var found: [ChangedFile] = []
        var seen: Set<String> = []
        var looked = 0
        for root in try await allRoots() {
            guard let added = root.hostPath else { continue }
            var pending = [Place(cid: root.cid, path: added, sizeBytes: root.contentBytes)]
            while var place = pending.popLast(), looked < Self.comparedEntriesMax {
                looked += 1
                if place.cid.codec == .dagPB {
                    switch try? await unixFSEntry(place.cid) {
                    case .directory:
                        pending += try await entries(of: place)
                        continue
                    case .symlink: continue
                    case .file(let bytes): place.sizeBytes = bytes
                    case nil: break
                    }
                }
                guard wanted.contains(place.cid), seen.insert(place.path).inserted,
                    let change = try await change(of: place, since: root.addedAt)
                else { continue }
                found.append(ChangedFile(path: place.path, cid: place.cid, change: change, addedPath: added))
            }
        }
        return found
    }

    /// Where content lay when it was added.
    private struct Place {
        var cid: CID
        var path: String
        var sizeBytes: UInt64
    }

    private func unixFSEntry(_ cid: CID) async throws -> UnixFSEntry {
        let bytes = try await existing(cid)
        return try reading(cid) { () throws(ContentError) in try UnixFSEntry(cid: cid, decoding: bytes) }
    }

    private func entries(of folder: Place) async throws -> [Place] {
        let listed = (try? await directoryEntries(of: folder.cid)) ?? []
        return listed.reversed().map {
            Place(cid: $0.cid, path: folder.path + "/" + $0.name, sizeBytes: $0.tsize)
        }
    }

    /// What is different at a path from what was added there; nil while its content is still here.
    private func change(of place: Place, since added: Timestamp) async throws -> String? {
        guard place.cid.identityData == nil, try await !isComplete(place.cid) else { return nil }
        let when = RFC3339.text(added)
        guard let stamp = FileStamp.ifPresent(atPath: place.path) else { return "is gone (it was added at \(when))" }
        guard stamp.kind == .file else { return "is no file any more (it was added at \(when))" }
        let modified = Timestamp(nanoseconds: stamp.modifiedNanoseconds)
        var changes: [String] = []
        if stamp.sizeBytes != place.sizeBytes {
            changes.append("had \(place.sizeBytes) bytes and has \(stamp.sizeBytes) now")
        }
        if modified > added { changes.append("was modified at \(RFC3339.text(modified))") }
        if changes.isEmpty { changes.append("has another content or another modification time than before") }
        return changes.joined(separator: " and ") + " (it was added at \(when))"
    }
}
