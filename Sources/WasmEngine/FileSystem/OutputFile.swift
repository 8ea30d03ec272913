import Core

/// A regular file that the program created; it counts against the quota while it has a name or is open.
final class OutputFile {
    let inode: UInt64
    private let quota: OutputQuota
    private let content: ScratchFile
    private var isLinked = true
    private var openCount = 0

    /// The caller has taken the file from the quota.
    init(inode: UInt64, quota: OutputQuota, space: ScratchSpace) {
        self.inode = inode
        self.quota = quota
        self.content = ScratchFile(space: space)
    }

    var size: Int { content.size }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(WasiErrno) -> Int {
        guard offset < UInt64(size) else { return 0 }
        return try content.read(at: Int(offset), into: buffer)
    }

    /// Writes as many of the bytes as the quota allows and returns their number; throws `noSpace` when it is none.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(WasiErrno) -> Int {
        guard !bytes.isEmpty else { return 0 }
        guard offset <= UInt64(quota.bytesMax) else { throw .fileTooBig }
        let end = Int64(offset) + Int64(bytes.count)
        let growth = max(0, end - Int64(size))
        let granted = quota.takeBytes(growth)
        let count = bytes.count - Int(growth - granted)
        guard count > 0 else {
            quota.giveBackBytes(granted)
            throw .noSpace
        }
        do throws(WasiErrno) {
            try content.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: Int(offset))
        } catch {
            quota.giveBackBytes(granted)
            throw error
        }
        return count
    }

    /// Cuts the file or extends it with zeros; throws `noSpace` when the quota does not allow the size.
    func resize(to newSize: UInt64) throws(WasiErrno) {
        guard newSize <= UInt64(Int64.max) else { throw .fileTooBig }
        let growth = Int64(newSize) - Int64(size)
        if growth > 0 {
            let granted = quota.takeBytes(growth)
            guard granted == growth else {
                quota.giveBackBytes(granted)
                throw .noSpace
            }
        }
        do throws(WasiErrno) {
            try content.resize(to: Int(newSize))
        } catch {
            if growth > 0 { quota.giveBackBytes(growth) }
            throw error
        }
        if growth < 0 { quota.giveBackBytes(-growth) }
    }

    func retainOpen() { openCount += 1 }

    func releaseOpen() {
        openCount -= 1
        guard openCount == 0 else { return }
        content.closeHostFile()
        if !isLinked { discard() }
    }

    /// Takes the file's name away; its bytes go when nobody has it open any more.
    func unlinkName() {
        isLinked = false
        if openCount == 0 { discard() }
    }

    func takeResult() -> ResultNode { content.takeResult() }

    private func discard() {
        quota.giveBackBytes(Int64(size))
        quota.giveBackFile()
        content.discard()
    }
}
