/// What a guest can learn about descriptors and files.
extension WasiContext {
    /// The 24 bytes of `fdstat`: kind, flags, rights.
    func writeDescriptorStatus(_ descriptor: UInt32, _ memory: GuestMemory, at pointer: UInt32) throws(WasiErrno) {
        let file = try files[descriptor]
        let target = try memory.bytes(pointer, 24)
        target.initializeMemory(as: UInt8.self, repeating: 0)
        target.storeBytes(of: file.fileType, toByteOffset: 0, as: UInt8.self)
        target.storeBytes(of: file.flags.littleEndian, toByteOffset: 2, as: UInt16.self)
        target.storeBytes(of: Self.rights(of: file).littleEndian, toByteOffset: 8, as: UInt64.self)
        let inherited: UInt64 = if case .directory = file.target { WasiRights.all } else { 0 }
        target.storeBytes(of: inherited.littleEndian, toByteOffset: 16, as: UInt64.self)
    }

    func setFlags(_ descriptor: UInt32, _ flags: UInt32) throws(WasiErrno) {
        let file = try files[descriptor]
        guard flags <= UInt32(WasiFdFlags.all) else { throw .invalid }
        file.flags = UInt16(flags)
    }

    /// The 64 bytes of `filestat` for an open descriptor.
    func writeFileStatus(_ descriptor: UInt32, _ memory: GuestMemory, at pointer: UInt32) throws(WasiErrno) {
        let file = try files[descriptor]
        switch file.target {
        case .input, .output:
            try Self.writeStatus(memory, pointer, inode: 0, type: WasiFileType.characterDevice, size: 0)
        case .directory(let folder):
            try Self.writeStatus(memory, pointer, inode: folder.inode, type: file.fileType, size: 0)
        case .read(let handle):
            try Self.writeStatus(memory, pointer, inode: handle.file.inode, type: file.fileType, size: handle.file.size)
        case .written(let output):
            try Self.writeStatus(memory, pointer, inode: output.inode, type: file.fileType, size: UInt64(output.size))
        }
    }

    /// The 64 bytes of `filestat` for a path.
    func writePathStatus(
        _ descriptor: UInt32,
        _ path: UnsafeRawBufferPointer,
        follows: Bool,
        _ memory: GuestMemory,
        at pointer: UInt32
    ) throws(WasiErrno) {
        guard let node = try place(descriptor, path, follows: follows).node else { throw .noEntry }
        try Self.writeStatus(memory, pointer, inode: node.inode, type: node.fileType, size: node.size)
    }

    /// Changing times succeeds without effect where writing is allowed: files have no times here.
    func checkTimesCanBeSet(_ descriptor: UInt32) throws(WasiErrno) {
        switch try files[descriptor].target {
        case .written: return
        case .directory(let folder) where folder.isWritable: return
        case .input, .output: throw .invalid
        case .read, .directory: throw .readOnly
        }
    }

    /// As `checkTimesCanBeSet(_:)`, for a path.
    func checkTimesCanBeSet(_ descriptor: UInt32, _ path: UnsafeRawBufferPointer, follows: Bool) throws(WasiErrno) {
        switch try place(descriptor, path, follows: follows).node {
        case nil: throw .noEntry
        case .output?: return
        case .directory(let folder)? where folder.isWritable: return
        case .link? where try place(descriptor, path, follows: follows).parent.isWritable: return
        default: throw .readOnly
        }
    }

    private static func rights(of file: OpenFile) -> UInt64 {
        switch file.target {
        // With a right to seek, wasi-libc does not take the empty input for a terminal.
        case .input: WasiRights.read | WasiRights.seek | WasiRights.tell
        case .output: WasiRights.write
        case .directory: WasiRights.all
        case .read: WasiRights.all & ~WasiRights.changing & ~WasiRights.readDirectory
        case .written:
            (WasiRights.all & ~WasiRights.readDirectory)
                & (file.canRead ? ~0 : ~WasiRights.read) & (file.canWrite ? ~0 : ~WasiRights.changing)
        }
    }

    private static func writeStatus(
        _ memory: GuestMemory,
        _ pointer: UInt32,
        inode: UInt64,
        type: UInt8,
        size: UInt64
    ) throws(WasiErrno) {
        let target = try memory.bytes(pointer, 64)
        target.initializeMemory(as: UInt8.self, repeating: 0)
        target.storeBytes(of: inode.littleEndian, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: type, toByteOffset: 16, as: UInt8.self)
        target.storeBytes(of: UInt64(1).littleEndian, toByteOffset: 24, as: UInt64.self)
        target.storeBytes(of: size.littleEndian, toByteOffset: 32, as: UInt64.self)
        for offset in [40, 48, 56] {
            target.storeBytes(of: GuestClock.fileTime.littleEndian, toByteOffset: offset, as: UInt64.self)
        }
    }
}
