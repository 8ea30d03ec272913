import ContentAddressing
import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The content store over HTTP, under `/api/v1/data`.
struct DataRoutes: Sendable {
    let data: any DataService

    var routes: [Route] {
        let base = RoutePrefix.data
        return [
            Route(.post, base + "/add", add), Route(.post, base + "/import", importCAR), Route(.get, base, roots),
            Route(.post, base + "/verify", verifyAll), Route(.get, base + "/:cid/stat", stat),
            Route(.get, base + "/:cid/ls", list), Route(.post, base + "/:cid/verify", verify),
            Route(.get, base + "/:cid/holders", holders), Route(.delete, base + "/:cid", remove),
        ]
    }

    /// NDJSON: any number of `{"Progress":…}`, then `{"Root":…}` or `{"Error":…}`.
    @Sendable
    private func add(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        guard let path = try APIRequest.text("Path", in: body), path.hasPrefix("/") else {
            throw APIError(.badRequest, "Path must be an absolute path on the server's machine")
        }
        var options = AddOptions()
        if let name = try APIRequest.text("Profile", in: body), !name.isEmpty {
            guard let profile = ImportProfile(name: name) else {
                let known = ImportProfile.all.map(\.name).joined(separator: ", ")
                throw APIError(.badRequest, "Profile '\(name)' is not known", hint: "use one of \(known)")
            }
            options.profile = profile
        }
        options.isCopy = try APIRequest.flag("Copy", in: body)
        options.includesHidden = try APIRequest.flag("Hidden", in: body)
        options.isSpread = try APIRequest.flag("Spread", in: body)
        options.node = try APIRequest.text("Node", in: body) ?? ""
        let (requestID, line) = (request.fields.requestID, request.line)
        return .stream(headers: [.contentType: "application/x-ndjson"], on: request.channel) { [data, options] writer in
            do {
                let root = try await Self.add(path, options, to: data, writer)
                try await writer.write(JSONCoding.line(["Root": root.wireValue]))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                let body = ErrorBody.json(APIError(answering: error), requestID: requestID, line: line)
                try await writer.write(JSONCoding.line(["Error": body]))
            }
        }
    }

    /// Adds and tells the progress; of progress that comes faster than the client reads only the newest is told.
    private static func add(
        _ path: String,
        _ options: AddOptions,
        to data: any DataService,
        _ writer: ChunkWriter
    ) async throws -> ContentRoot {
        let (progress, sink) = AsyncStream.makeStream(of: AddProgress.self, bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: ContentRoot.self) { group in
            group.addTask {
                defer { sink.finish() }
                return try await data.add(path: path, options) { sink.yield($0) }
            }
            for await step in progress {
                try await writer.write(JSONCoding.line(["Progress": step.wireValue]))
            }
            guard let root = try await group.next() else { throw CancellationError() }
            return root
        }
    }

    @Sendable
    private func importCAR(_ request: APIRequest) async throws -> Response {
        let bytesMax = request.limits.importBytesMax
        if let length = request.fields.contentLength, length > bytesMax {
            throw APIError(.tooLarge, "the import is larger than \(bytesMax) bytes")
        }
        let pieces = ImportBody(body: request.request.body, channel: request.channel, bytesMax: bytesMax)
        let roots = try await data.importCAR(pieces, node: try request.query.text("node") ?? "")
        return .json(["Roots": .array(roots.map(\.wireValue))], for: request)
    }

    @Sendable
    private func roots(_ request: APIRequest) async throws -> Response {
        .json(Wire.page(try await data.roots().map(\.wireValue)), for: request)
    }

    @Sendable
    private func stat(_ request: APIRequest) async throws -> Response {
        .json(try await data.stat(try Self.cid(request)).wireValue, for: request)
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> Response {
        let path = (try request.query.text("path") ?? "").split(separator: "/").map(String.init)
        let entries = try await data.list(try Self.cid(request), path: path)
        return .json(Wire.page(entries.map(\.wireValue)), for: request)
    }

    @Sendable
    private func verify(_ request: APIRequest) async throws -> Response {
        .json(try await data.verify(try Self.cid(request)).wireValue, for: request)
    }

    @Sendable
    private func verifyAll(_ request: APIRequest) async throws -> Response {
        .json(try await data.verify(nil).wireValue, for: request)
    }

    @Sendable
    private func holders(_ request: APIRequest) async throws -> Response {
        let holders = await data.holders(of: try Self.cid(request))
        return .json(Wire.page(holders.map { .string($0.text) }), for: request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> Response {
        let cid = try Self.cid(request)
        try await data.remove(cid)
        return .json(["CID": .string(cid.description)], for: request)
    }

    private static func cid(_ request: APIRequest) throws(APIError) -> CID {
        guard let cid = CID(request.subject) else {
            throw APIError(.badRequest, "'\(request.subject.prefix(100))' is not a CID")
        }
        return cid
    }
}
