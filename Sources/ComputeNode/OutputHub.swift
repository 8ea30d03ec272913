package import Core
import Synchronization

/// Keeps what running executions printed lately and hands it to those who follow.
package final class OutputHub: LiveOutput {
    /// The most bytes kept of one execution for late followers; older output is in the result when it ends.
    package static let backlogBytesMax = 1 << 20
    /// The most pieces that wait for one slow follower; it then misses the oldest.
    package static let followerPiecesMax = 4096

    fileprivate typealias Piece = (OutputStream, [UInt8])

    fileprivate struct Channel {
        var backlog: [Piece] = []
        var backlogBytes = 0
        var followers: [AsyncStream<(OutputStream, [UInt8])>.Continuation] = []
    }

    private let channels = Mutex<Dictionary<ExecutionID, Channel>>(Dictionary())

    package init() {}

    /// Opens the channel of an execution that is about to run.
    func open(_ id: ExecutionID) { channels.withLock { $0[id] = Channel() } }

    func append(_ id: ExecutionID, _ stream: OutputStream, _ bytes: [UInt8]) {
        channels.withLock { channels in
            guard channels[id] != nil else { return }
            channels[id]?.keep((stream, bytes))
            for follower in channels[id]?.followers ?? [] { follower.yield((stream, bytes)) }
        }
    }

    func close(_ id: ExecutionID) {
        let channel = channels.withLock { $0.removeValue(forKey: id) }
        for follower in channel?.followers ?? [] { follower.finish() }
    }

    package func output(of id: ExecutionID, fromStart: Bool, untilEnd: Bool) -> AsyncStream<(OutputStream, [UInt8])>? {
        channels.withLock { channels in
            guard let channel = channels[id] else { return nil }
            let (stream, continuation) = AsyncStream<(OutputStream, [UInt8])>.makeStream(
                bufferingPolicy: .bufferingNewest(Self.followerPiecesMax)
            )
            if fromStart { for piece in channel.backlog { continuation.yield(piece) } }
            if untilEnd { channels[id]?.followers.append(continuation) } else { continuation.finish() }
            return stream
        }
    }
}

private extension OutputHub.Channel {
    mutating func keep(_ piece: (OutputStream, [UInt8])) {
        backlog.append(piece)
        backlogBytes += piece.1.count
        while backlogBytes > OutputHub.backlogBytesMax, backlog.count > 1 {
            backlogBytes -= backlog.removeFirst().1.count
        }
    }
}
