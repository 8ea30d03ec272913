import Core

/// Reading, writing and seeking.
extension WasiContext {
    /// Writes the buffers to a descriptor, at `offset` or at its position, and returns how many bytes were taken.
    func write(_ descriptor: UInt32, _ vectors: GuestVectors, at offset: UInt64? = nil) throws(WasiErrno) -> UInt32 {
        if hasOnlyStandardFiles, descriptor == 1 || descriptor == 2, offset == nil {
            return try printBytes(vectors, to: descriptor == 1 ? .stdout : .stderr)
        }
        let file = try files[descriptor]
        guard file.canWrite else { throw .badDescriptor }
        switch file.target {
        case .output(let stream):
            guard offset == nil else { throw .illegalSeek }
            return try printBytes(vectors, to: stream)
        case .written(let output):
            var position = offset ?? (file.isAppending ? UInt64(output.size) : file.position)
            let count = try vectors.forEach { buffer throws(WasiErrno) in
                let written = try output.write(UnsafeRawBufferPointer(buffer), at: position)
                position += UInt64(written)
                return written
            }
            if offset == nil { file.position = position }
            return count
        case .input, .directory, .read: throw .badDescriptor
        }
    }

    /// Reads into the buffers from a descriptor, at `offset` or at its position, and returns how many bytes there were.
    func read(_ descriptor: UInt32, _ vectors: GuestVectors, at offset: UInt64? = nil) throws(WasiErrno) -> UInt32 {
        let file = try files[descriptor]
        if case .directory = file.target { throw .isDirectory }
        guard file.canRead else { throw .badDescriptor }
        if case .input = file.target {
            guard offset == nil else { throw .illegalSeek }
            return 0
        }
        var position = offset ?? file.position
        let count = try vectors.forEach { buffer throws(WasiErrno) in
            let count =
                switch file.target {
                case .read(let handle): try handle.read(at: position, into: buffer)
                case .written(let output): try output.read(at: position, into: buffer)
                case .input, .output, .directory: throw .badDescriptor
                }
            position += UInt64(count)
            return count
        }
        if offset == nil { file.position = position }
        return count
    }

    /// Moves a descriptor's position: from the start (0), from where it is (1) or from the end (2).
    func seek(_ descriptor: UInt32, by offset: Int64, whence: UInt32) throws(WasiErrno) -> UInt64 {
        let file = try files[descriptor]
        let size: UInt64
        switch file.target {
        case .read(let handle): size = handle.file.size
        case .written(let output): size = UInt64(output.size)
        case .input, .output: throw .illegalSeek
        case .directory: throw .badDescriptor
        }
        let start: UInt64
        switch whence {
        case 0: start = 0
        case 1: start = file.position
        case 2: start = size
        default: throw .invalid
        }
        let (sum, overflow) = Int64(clamping: start).addingReportingOverflow(offset)
        guard !overflow, sum >= 0 else { throw .invalid }
        file.position = UInt64(sum)
        return file.position
    }

    /// Sets a written file's size; with `extendsOnly` a larger file is left as it is.
    func resize(_ descriptor: UInt32, to size: UInt64, extendsOnly: Bool = false) throws(WasiErrno) {
        let file = try files[descriptor]
        guard file.canWrite, case .written(let output) = file.target else {
            if case .read = file.target { throw .readOnly }
            throw .invalid
        }
        if extendsOnly && size <= UInt64(output.size) { return }
        try output.resize(to: size)
    }

    /// Writes folder entries from a cookie on, and returns how many bytes of the buffer they fill.
    ///
    /// A full buffer means that there is more; its last entry may be cut off, as the interface has it.
    func readDirectory(
        _ descriptor: UInt32,
        _ buffer: UnsafeMutableRawBufferPointer,
        cookie: UInt64
    ) throws(WasiErrno) -> UInt32 {
        let file = try files[descriptor]
        let folder = try file.directory
        if cookie == 0 || file.listing.isEmpty { file.listing = Self.fullListing(of: folder) }
        var used = 0
        var index = Int(clamping: cookie)
        while index < file.listing.count, used < buffer.count {
            let entry = file.listing[index]
            index += 1
            used += Self.encode(
                entry,
                next: UInt64(index),
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[used...])
            )
        }
        return UInt32(used)
    }

    private static func fullListing(of folder: Directory) -> [DirectoryListingEntry] {
        let above = folder.parent ?? folder
        return [
            DirectoryListingEntry(name: FileName("."), inode: folder.inode, fileType: WasiFileType.directory),
            DirectoryListingEntry(name: FileName(".."), inode: above.inode, fileType: WasiFileType.directory),
        ] + folder.listing()
    }

    private static func encode(
        _ entry: DirectoryListingEntry,
        next: UInt64,
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 24, alignment: 8) { header in
            header.initializeMemory(as: UInt8.self, repeating: 0)
            header.storeBytes(of: next.littleEndian, toByteOffset: 0, as: UInt64.self)
            header.storeBytes(of: entry.inode.littleEndian, toByteOffset: 8, as: UInt64.self)
            header.storeBytes(of: UInt32(entry.name.bytes.count).littleEndian, toByteOffset: 16, as: UInt32.self)
            header.storeBytes(of: entry.fileType, toByteOffset: 20, as: UInt8.self)
            let headerBytes = min(header.count, buffer.count)
            buffer.copyBytes(from: header[..<headerBytes])
            let nameBytes = min(entry.name.bytes.count, buffer.count - headerBytes)
            buffer[headerBytes...].copyBytes(from: entry.name.bytes[..<nameBytes])
            return headerBytes + nameBytes
        }
    }

    /// Keeps what is printed and passes it on as one piece per call.
    private func printBytes(_ vectors: GuestVectors, to stream: OutputStream) throws(WasiErrno) -> UInt32 {
        var piece: [UInt8] = []
        let onOutput = self.onOutput
        let total = try vectors.forEach { buffer throws(WasiErrno) in
            let bytes = UnsafeRawBufferPointer(buffer)
            let kept =
                switch stream {
                case .stdout: try stdout.append(bytes) { space }
                case .stderr: try stderr.append(bytes) { space }
                }
            if onOutput != nil { piece.append(contentsOf: bytes[..<kept]) }
            return bytes.count
        }
        if let onOutput, !piece.isEmpty { onOutput(stream, piece) }
        return total
    }
}
