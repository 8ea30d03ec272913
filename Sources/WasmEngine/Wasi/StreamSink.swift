import Core

/// Keeps what a program prints to one stream, up to a limit; what is beyond is counted as printed and dropped.
struct StreamSink {
    let stream: OutputStream
    let bytesMax: Int
    private var content: ScratchFile?
    private(set) var isTruncated = false

    init(_ stream: OutputStream, bytesMax: Int) {
        self.stream = stream
        self.bytesMax = bytesMax
    }

    var keptBytes: Int { content?.size ?? 0 }

    /// Appends bytes and returns how many of them were kept.
    mutating func append(_ bytes: UnsafeRawBufferPointer, space: () -> ScratchSpace) throws(WasiErrno) -> Int {
        let kept = min(bytes.count, max(0, bytesMax - keptBytes))
        if kept < bytes.count { isTruncated = true }
        guard kept > 0 else { return 0 }
        let file = content ?? ScratchFile(space: space())
        content = file
        try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<kept]), at: file.size)
        return kept
    }

    func takeResult() -> ResultNode { content?.takeResult() ?? .bytes([]) }
}
