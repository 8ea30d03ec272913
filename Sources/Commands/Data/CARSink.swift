import ContentAddressing
import Glibc

/// Writes a CAR to a file or to the output while its blocks are checked.
struct CARSink {
    private let path: String?
    private let console: any Console

    init(path: String?, console: any Console) throws {
        if let path, LocalFiles.exists(path) {
            throw CommandError(.file, "\(path) is there already", hint: "name another file")
        }
        self.path = path
        self.console = console
    }

    /// Writes all pieces.
    ///
    /// A file appears under its name only when it is whole.
    func write(_ pieces: AsyncThrowingStream<[UInt8], any Error>) async throws {
        guard let path else { return try await check(pieces) { try console.write($0) } }
        let temporary = "\(path).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandError(.file, "cannot write \(temporary): \(LocalFiles.reason(errno))")
        }
        defer { close(descriptor) }
        do {
            try await check(pieces) { try Self.write($0, to: descriptor, path) }
            guard link(temporary, path) == 0 else {
                throw CommandError(.file, "cannot write \(path): \(LocalFiles.reason(errno))")
            }
            unlink(temporary)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Hands every piece on once the blocks that end in it are checked.
    private func check(
        _ pieces: AsyncThrowingStream<[UInt8], any Error>,
        _ sink: ([UInt8]) throws -> Void
    ) async throws {
        var decoder = CARDecoder()
        for try await piece in pieces {
            decoder.append(piece)
            try Self.drain(&decoder)
            try sink(piece)
        }
        decoder.finish()
        try Self.drain(&decoder)
    }

    private static func drain(_ decoder: inout CARDecoder) throws {
        while true {
            switch try decoder.next() {
            case .header, .block: continue
            case .needMore, .end: return
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandError(.file, "cannot write \(path): \(LocalFiles.reason(errno))") }
            done += count
        }
    }
}
