import ContentAddressing
import Core

/// Reads files chunk by chunk and hashes them; the one place where content bytes are read on import.
struct FileHasher: Sendable {
    /// Small enough that what was read is still in the processor's cache when it is hashed.
    static let readBytes = 128 << 10

    let profile: ImportProfile

    /// The buffer that one worker needs.
    var bufferBytes: Int { profile.rawLeaves ? min(Self.readBytes, profile.chunkBytes) : profile.chunkBytes }

    /// Hashes `byteCount` bytes from `offset`, which is a multiple of the chunk size, into leaves.
    ///
    /// With `copyPath`, the bytes are written there at the same offsets. Throws `conflict` when the file
    /// is not, or does not stay, what `stamp` says.
    func leaves(
        of path: String,
        stamp: FileStamp,
        offset: UInt64,
        byteCount: UInt64,
        buffer: WorkBuffer,
        copyPath: String?
    ) throws -> [ImportedNode] {
        let file = try OpenFile(reading: path)
        let copy: OpenFile?
        if let copyPath { copy = try OpenFile(updating: copyPath) } else { copy = nil }
        guard try file.stamp() == stamp else { throw Self.changed(path) }
        var leaves: [ImportedNode] = []
        leaves.reserveCapacity(Int(byteCount / UInt64(profile.chunkBytes)) + 1)
        var position = offset
        let end = offset + byteCount
        repeat {
            let count = Int(min(UInt64(profile.chunkBytes), end - position))
            leaves.append(try leaf(of: file, at: position, count: count, buffer: buffer, copy: copy))
            position += UInt64(count)
        } while position < end
        guard try file.stamp() == stamp else { throw Self.changed(path) }
        return leaves
    }

    private func leaf(
        of file: borrowing OpenFile,
        at offset: UInt64,
        count: Int,
        buffer: WorkBuffer,
        copy: borrowing OpenFile?
    ) throws -> ImportedNode {
        guard profile.rawLeaves else {
            let chunk = try piece(of: file, at: offset, count: count, buffer: buffer)
            try copy?.write(chunk, at: offset)
            return FileImporter.leaf(chunk, profile: profile).node
        }
        var hasher = SHA256Hasher()
        var done = 0
        while done < count {
            let wanted = min(buffer.bytes.count, count - done)
            let piece = try piece(of: file, at: offset + UInt64(done), count: wanted, buffer: buffer)
            hasher.update(piece)
            try copy?.write(piece, at: offset + UInt64(done))
            done += wanted
        }
        let bytes = UInt64(count)
        return ImportedNode(cid: .raw(hasher.digest()), fileBytes: bytes, tsize: bytes, kind: .file)
    }

    private func piece(
        of file: borrowing OpenFile,
        at offset: UInt64,
        count: Int,
        buffer: WorkBuffer
    ) throws -> UnsafeRawBufferPointer {
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<count])
        guard try file.read(into: target, at: offset) == count else { throw Self.changed(file.path) }
        return UnsafeRawBufferPointer(target)
    }

    static func changed(_ path: String) -> CoreError {
        CoreError.storage(
            .conflict,
            "\(path) changed while it was being read",
            hint: "add it again when nothing writes to it, or add a copy"
        )
    }
}
