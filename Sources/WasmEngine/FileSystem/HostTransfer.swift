import Glibc

/// Moves bytes between memory and the host's files, whole or not at all.
enum HostTransfer {
    /// Fills the buffer from the file; throws `io` when the file ends before: it was shortened behind our back.
    static func read(
        _ file: Int32,
        at offset: Int,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(WasiErrno) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(file, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .io }
            done += count
        }
        return done
    }

    /// The `count` bytes from `offset`; throws `io` when the file ends before.
    static func read(_ file: Int32, at offset: Int, count: Int) throws(WasiErrno) -> [UInt8] {
        var failure: WasiErrno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(WasiErrno) {
                filled = try read(
                    file,
                    at: offset,
                    into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
                )
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all bytes at `offset`.
    static func write(_ file: Int32, at offset: Int, from bytes: [UInt8]) throws(WasiErrno) {
        let failure = bytes.withUnsafeBytes { buffer -> WasiErrno? in
            do throws(WasiErrno) {
                try write(file, at: offset, from: buffer)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes all bytes at `offset`.
    static func write(_ file: Int32, at offset: Int, from bytes: UnsafeRawBufferPointer) throws(WasiErrno) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(file, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw errno == ENOSPC || errno == EDQUOT ? .noSpace : .io }
            done += count
        }
    }
}
