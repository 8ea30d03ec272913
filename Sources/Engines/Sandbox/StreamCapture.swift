import Core
import Glibc

/// One output stream of a program: kept in memory while small, in a file beyond, and cut at a limit.
struct StreamCapture: ~Copyable {
    /// Beyond this many bytes what is kept moves to a file.
    static let memoryBytesMax = 256 << 10

    let stream: OutputStream
    /// What is beyond is read and dropped, so that the program is not held up.
    let bytesMax: Int
    let spillPath: String
    let onOutput: (@Sendable (OutputStream, [UInt8]) -> Void)?
    private var buffer: [UInt8] = []
    private var spill = OwnedDescriptor(-1)
    private(set) var keptBytes = 0
    private(set) var isTruncated = false

    init(
        _ stream: OutputStream,
        bytesMax: Int,
        spillPath: String,
        onOutput: (@Sendable (OutputStream, [UInt8]) -> Void)? = nil
    ) {
        self.stream = stream
        self.bytesMax = bytesMax
        self.spillPath = spillPath
        self.onOutput = onOutput
    }

    /// Takes the next bytes of the program.
    mutating func append(_ bytes: ArraySlice<UInt8>) throws {
        let kept = bytes.prefix(bytesMax - keptBytes)
        if kept.count < bytes.count { isTruncated = true }
        if kept.isEmpty { return }
        keptBytes += kept.count
        if spill.isOpen || buffer.count + kept.count > Self.memoryBytesMax {
            try moveToFile()
            try HostCall.writeAll(spill.number, Array(kept), spillPath)
        } else {
            buffer.append(contentsOf: kept)
        }
        onOutput?(stream, Array(kept))
    }

    /// The last `count` bytes as text, for messages; empty when the stream went to a file.
    func tail(_ count: Int) -> String { String(decoding: buffer.suffix(count), as: UTF8.self) }

    /// What was kept.
    consuming func finish() -> ResultNode {
        spill.isOpen ? .file(path: spillPath, size: UInt64(keptBytes)) : .bytes(buffer)
    }

    private mutating func moveToFile() throws {
        if spill.isOpen { return }
        let fd = open(spillPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard fd >= 0 else { throw HostCall.failure("make the file \(spillPath)") }
        spill = OwnedDescriptor(fd)
        try HostCall.writeAll(fd, buffer, spillPath)
        buffer = []
    }
}
