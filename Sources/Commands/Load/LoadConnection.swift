import Core
import Glibc

/// A blocking HTTP/1.1 connection that costs next to nothing, so that a load test measures the server and not itself.
final class LoadConnection {
    private let descriptor: Int32
    private let host: String
    private var buffer: [UInt8] = []
    /// The most bytes of one answer.
    static let answerBytesMax = 64 << 20

    /// Connects to an IPv4 address.
    ///
    /// Throws `unreachable`.
    init(host: String, port: Int) throws {
        self.host = "\(host):\(port)"
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw CommandError(
                .unreachable,
                "no bacalhau API at http://\(host):\(port)",
                hint: "start one with `bacalhau devstack`"
            )
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// The bytes of a request, to be sent many times.
    func request(_ method: String, _ path: String, body: [UInt8] = []) -> [UInt8] {
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nX-Bacalhau-Git-Version: \(LiveRoles.version)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    /// Sends a request and returns the status and body of its answer.
    func exchange(_ request: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + sent }, request.count - sent)
            }
            guard count > 0 else { throw CommandError(.unreachable, "the server closed the connection") }
            sent += count
        }
        return try answer()
    }

    private func answer() throws -> (status: Int, body: [UInt8]) {
        var end = headEnd(from: 0)
        while end == nil {
            let from = max(0, buffer.count - 3)
            try fill()
            end = headEnd(from: from)
        }
        guard let end else { throw CommandError(.failed, "the answer has no end") }
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        guard let status = Int(head.dropFirst(9).prefix(3)), let length = Self.contentLength(head) else {
            throw CommandError(.failed, "the answer has no status or no length")
        }
        guard length <= Self.answerBytesMax else { throw CommandError(.failed, "the answer has \(length) bytes") }
        while buffer.count < end + length { try fill() }
        defer { buffer.removeFirst(end + length) }
        return (status, Array(buffer[end..<(end + length)]))
    }

    private func headEnd(from start: Int) -> Int? {
        guard buffer.count >= 4 else { return nil }
        for index in start...(buffer.count - 4) where buffer[index] == 0x0D && buffer[index + 2] == 0x0D {
            if buffer[index + 1] == 0x0A && buffer[index + 3] == 0x0A { return index + 4 }
        }
        return nil
    }

    private static func contentLength(_ head: String) -> Int? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            return Int(line.dropFirst(15).drop { $0 == " " })
        }
        return nil
    }

    private func fill() throws {
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw CommandError(.unreachable, "the server closed the connection") }
        buffer += piece[..<count]
    }
}
