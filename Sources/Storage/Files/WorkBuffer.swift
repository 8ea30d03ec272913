/// Memory for one worker's reads, aligned to pages and used again and again.
///
/// `@unchecked Sendable`: it is handed from one job of a worker to its next; two jobs never hold it at once.
final class WorkBuffer: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4096)
    }

    deinit {
        bytes.deallocate()
    }
}
