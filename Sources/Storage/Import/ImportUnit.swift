import ContentAddressing
import Core

/// A piece of work for one hashing worker.
enum ImportUnit: Sendable {
    /// Some whole small files, by their place in the tree's list of files.
    case files(Range<Int>)
    /// A part of one big file; the parts of a file are numbered from 0.
    case part(file: Int, number: Int, offset: UInt64, byteCount: UInt64)
}

/// Hands out the work of an import in order, without making a list of it.
struct ImportCursor: Sendable {
    /// Files up to this size are hashed whole by one worker.
    static let smallFileBytesMax: UInt64 = 16 << 20
    /// About how much one unit of small files holds.
    static let unitBytes: UInt64 = 8 << 20
    static let unitFilesMax = 256

    private let partBytes: UInt64
    private var file = 0
    private var offset: UInt64 = 0

    /// Parts hold whole chunks, about `unitBytes` of them.
    init(chunkBytes: Int) {
        let chunks = max(1, Int(Self.unitBytes) / chunkBytes)
        partBytes = UInt64(chunks * chunkBytes)
    }

    mutating func next(in tree: ImportTree) -> ImportUnit? {
        guard file < tree.files.count else { return nil }
        let size = tree.nodes[tree.files[file]].stamp.sizeBytes
        guard size <= Self.smallFileBytesMax else { return nextPart(ofBytes: size) }
        let first = file
        var bytes: UInt64 = 0
        while file < tree.files.count, file - first < Self.unitFilesMax, bytes < Self.unitBytes {
            let size = tree.nodes[tree.files[file]].stamp.sizeBytes
            guard size <= Self.smallFileBytesMax else { break }
            bytes += size
            file += 1
        }
        return .files(first..<file)
    }

    private mutating func nextPart(ofBytes size: UInt64) -> ImportUnit {
        let count = min(partBytes, size - offset)
        let part = ImportUnit.part(file: file, number: Int(offset / partBytes), offset: offset, byteCount: count)
        offset += count
        if offset == size {
            offset = 0
            file += 1
        }
        return part
    }
}
