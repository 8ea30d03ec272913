import Core
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

extension BacalhauClient {
    /// The lines that a job's programs printed, as they come.
    ///
    /// `isFollowing` goes on until the execution ends, `isTail` leaves out what was printed before; an empty
    /// `executionID` means the newest one. Over HTTPS only stdout is told, because it is read as a plain download.
    public func logs(
        of id: String,
        executionID: String = "",
        isFollowing: Bool = false,
        isTail: Bool = false
    ) async throws -> AsyncThrowingStream<LogEntry, any Error> {
        if isHTTPS { return try await logsByDownload(of: id, isFollowing: isFollowing) }
        var path = Self.jobPath(id) + "/logs?follow=\(isFollowing)&tail=\(isTail)"
        if !executionID.isEmpty { path += "&execution_id=" + Self.segment(executionID) }
        let frames: LogConnection.Frames
        do {
            frames = try await LogConnection(client: self).open(path)
        } catch {
            throw translated(error)
        }
        let (stream, sink) = AsyncThrowingStream.makeStream(of: LogEntry.self, throwing: (any Error).self)
        // The stream owns this task: it ends with the connection, and whoever drops the stream cancels it.
        let reader = Task { await LogConnection.read(frames, into: sink) }
        sink.onTermination = { _ in reader.cancel() }
        return stream
    }

    private func logsByDownload(
        of id: String,
        isFollowing: Bool
    ) async throws -> AsyncThrowingStream<LogEntry, any Error> {
        var pieces = try await output(of: id, isFollowing: isFollowing).makeAsyncIterator()
        let (stream, sink) = AsyncThrowingStream.makeStream(of: LogEntry.self, throwing: (any Error).self)
        // The stream owns this task, as above.
        let reader = Task {
            do {
                while let piece = try await pieces.next() {
                    sink.yield(LogEntry(isError: false, text: String(decoding: piece, as: UTF8.self), partition: 0))
                }
                sink.finish()
            } catch {
                sink.finish(throwing: error)
            }
        }
        sink.onTermination = { _ in reader.cancel() }
        return stream
    }
}
