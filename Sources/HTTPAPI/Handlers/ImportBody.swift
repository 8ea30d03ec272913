import Core
import HummingbirdCore
import NIOCore

/// The body of an import as pieces of bytes, held to its limit; can be walked once.
struct ImportBody: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let body: RequestBody
    let channel: any Channel
    let bytesMax: Int64

    struct AsyncIterator: AsyncIteratorProtocol {
        typealias Element = [UInt8]
        typealias Failure = any Error

        var buffers: RequestBody.AsyncIterator
        let channel: any Channel
        let bytesMax: Int64
        var bytesRead: Int64 = 0

        @concurrent
        mutating func next() async throws -> [UInt8]? {
            guard let buffer = try await buffers.next() else {
                // The body of a connection that broke also ends; it must not pass for a whole one.
                guard channel.isActive else {
                    throw CoreError(
                        .badRequest,
                        "the connection broke before the body was complete",
                        component: "APIServer"
                    )
                }
                return nil
            }
            bytesRead += Int64(buffer.readableBytes)
            guard bytesRead <= bytesMax else {
                throw CoreError(.tooLarge, "the import is larger than \(bytesMax) bytes", component: "APIServer")
            }
            return Array(buffer.readableBytesView)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffers: body.makeAsyncIterator(), channel: channel, bytesMax: bytesMax)
    }
}
