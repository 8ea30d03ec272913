import AsyncHTTPClient
package import Core
import NIOCore
import NIOHTTP1

extension BacalhauClient {
    /// Adds a file or folder that lies on the server's machine; it is referred to where it lies unless `isCopy`.
    public func addData(
        path: String,
        isCopy: Bool = false,
        onProgress: @Sendable (DataProgress) -> Void = { _ in }
    ) async throws -> ContentSummary {
        let body: JSONValue = .object([
            JSONValue.Member("Path", .string(path)), JSONValue.Member("Copy", .bool(isCopy)),
        ])
        return ContentSummary(try await addData(body) { onProgress(DataProgress($0)) })
    }

    /// Adds with all options of `POST data/add`; gives the root as the API tells it.
    package func addData(_ options: JSONValue, onProgress: @Sendable (JSONValue) -> Void) async throws -> JSONValue {
        var request = makeRequest(.post, Self.data + "/add")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: options.jsonBytes()))
        let response = try await send(request, isRepeatable: false)
        var lines = LineSplitter(bytesMax: limits.lineBytesMax)
        do {
            for try await buffer in response.body {
                for line in try lines.append(buffer.readableBytesView) {
                    let json = try JSONValue(parsing: line)
                    if let progress = json[anyCase: "Progress"] { onProgress(progress) }
                    if let root = json[anyCase: "Root"] { return root }
                    if let error = json[anyCase: "Error"] {
                        throw ServerFailure.error(in: error, status: 500, text: error.jsonText(), url: request.url)
                    }
                }
            }
        } catch {
            throw translated(error)
        }
        throw translated(HTTPClientError.remoteConnectionClosed)
    }

    /// Sends a CAR, piece by piece; the server checks every block and keeps the roots.
    public func importCAR(_ pieces: some AsyncSequence<[UInt8], any Error> & Sendable) async throws -> [ContentSummary]
    {
        try await importCAR(pieces, node: "").map { ContentSummary($0) }
    }

    /// Sends a CAR to the store of a node; gives the roots as the API tells them.
    package func importCAR(
        _ pieces: some AsyncSequence<[UInt8], any Error> & Sendable,
        node: String
    ) async throws -> [JSONValue] {
        var request = makeRequest(.post, Self.data + "/import", node.isEmpty ? [] : [("node", node)])
        request.headers.add(name: "Content-Type", value: "application/vnd.ipld.car")
        request.body = .stream(pieces.map { ByteBuffer(bytes: $0) }, length: .unknown)
        // The answer comes when the last byte is stored, so the time is that of the transfer.
        let response = try await send(request, isRepeatable: false, wait: .seconds(86_400))
        let reply = try await json(of: response, request.url)
        return reply[anyCase: "Roots"]?.arrayValue ?? []
    }

    /// A CAR of the content at a path below a root, in pieces as they arrive.
    ///
    /// The bytes are not checked here: whoever reads the CAR checks each block against its CID.
    public func exportCAR(cid: String, path: String = "") async throws -> AsyncThrowingStream<[UInt8], any Error> {
        try await download("/ipfs/" + Self.contentPath(cid, path), query: [("format", "car")])
    }

    /// The bytes of a file at a path below a root, in pieces as they arrive.
    public func file(cid: String, path: String = "") async throws -> AsyncThrowingStream<[UInt8], any Error> {
        try await download("/ipfs/" + Self.contentPath(cid, path), query: [])
    }

    /// What the programs of a job printed, all partitions in their order; `isFollowing` goes on until the job ends.
    public func output(
        of id: String,
        isError: Bool = false,
        isFollowing: Bool = false
    ) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let query = [("stream", isError ? "stderr" : "stdout"), ("follow", isFollowing ? "true" : "false")]
        return try await download(Self.jobPath(id) + "/output", query: query)
    }

    /// Opens a download; one piece is held at a time, and the connection ends with the stream.
    func download(
        _ path: String,
        query: [(String, String)]
    ) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let response = try await send(makeRequest(.get, path, query), isRepeatable: true)
        let pieces = PieceReader(response.body.makeAsyncIterator())
        return AsyncThrowingStream {
            do {
                return try await pieces.next()
            } catch {
                throw translated(error)
            }
        }
    }

    private static func contentPath(_ cid: String, _ path: String) -> String {
        ([cid] + path.split(separator: "/").map(String.init)).map(segment).joined(separator: "/")
    }
}
