import Glibc

/// The console of this process: file descriptors 0, 1 and 2.
struct SystemConsole: Console {
    private static let pieceBytes = 1 << 16
    private static let fallbackColumns = 80
    private static let columnsMin = 20

    var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    var isErrorTerminal: Bool {
        guard isatty(STDERR_FILENO) == 1 else { return false }
        return getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    var errorColumns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return Self.fallbackColumns }
        return max(Self.columnsMin, Int(size.ws_col))
    }

    func write(_ bytes: [UInt8]) throws { try Self.write(bytes, to: STDOUT_FILENO) }

    func writeError(_ text: String) {
        // There is nowhere to report that the error stream is gone.
        try? Self.write(Array(text.utf8), to: STDERR_FILENO)
    }

    func readInput(bytesMax: Int) throws -> [UInt8] {
        try LocalFiles.readAll(STDIN_FILENO, bytesMax: bytesMax, name: "the standard input")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let piece = UnsafeRawBufferPointer(rebasing: buffer[done..<min(done + pieceBytes, buffer.count)])
                let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
                if count >= 0 {
                    done += count
                } else if errno == EPIPE {
                    throw CommandError(.outputClosed, "the reader of the output went away")
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, 1000)
                } else if errno != EINTR {
                    throw CommandError(
                        .file,
                        "cannot write the output: \(LocalFiles.reason(errno))",
                        hint: "look whether the disk behind it is full"
                    )
                }
            }
        }
    }
}
