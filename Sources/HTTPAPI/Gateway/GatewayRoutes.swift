import ContentAddressing
import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The trustless gateway (`/ipfs/…`): blocks and CARs that the client checks itself; also plain files.
struct GatewayRoutes: Sendable {
    let data: any BlockStore

    var routes: [Route] { [Route(.get, "/ipfs/**", answer)] }

    @Sendable
    private func answer(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let wanted = try GatewayRequest(variables: request.variables, query: query, accept: request.fields.accept)
        do {
            return try await answer(request, wanted)
        } catch let error as CoreError where error.code == .notFound && Self.wantsOnlyCached(request) {
            throw APIError(.notHere, error.message, hint: error.hint, component: "Gateway")
        }
    }

    private func answer(_ request: APIRequest, _ wanted: GatewayRequest) async throws -> Response {
        let (terminal, roots, crossed) = try await resolve(wanted)
        let headers = GatewayHeaders(request: wanted, address: request.path, terminal: terminal, roots: roots)
        if headers.matches(request.request.headers[.ifNoneMatch]) {
            return Response(status: .notModified, headers: headers.common)
        }
        switch wanted.format {
        case .raw:
            let block = try await data.required(terminal)
            return ranged(request, headers.raw, size: UInt64(block.bytes.count)) { range in
                ResponseBody(byteBuffer: ByteBuffer(bytes: block.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
            }
        case .file:
            let content = FileContent(root: terminal, source: data)
            let size: UInt64
            do {
                size = try await content.size()
            } catch let error as ContentError where error.code == .notAFile || error.code == .unsupportedCodec {
                throw APIError(
                    .badRequest,
                    error.message,
                    hint: "ask for it with format=car or format=raw, or list it with data ls",
                    component: "Gateway"
                )
            }
            return ranged(request, headers.file, size: size) { range in
                let length = Int(range.upperBound - range.lowerBound)
                return Response.stream(headers: [:], contentLength: length, on: request.channel) { writer in
                    try await content.copy(range, to: writer)
                }.body
            }
        case .car(let options):
            // The first block is read before anything is sent, so that a missing root is a 404 and not a cut stream.
            if terminal.identityData == nil { _ = try await data.required(terminal) }
            return .stream(headers: headers.car(options), on: request.channel) { [data] writer in
                try await CARStream(source: data).write(terminal, crossed: crossed, options: options, to: writer)
            }
        }
    }

    /// Follows the path; also gives the roots of its segments and the blocks that were read on the way.
    private func resolve(_ wanted: GatewayRequest) async throws -> (terminal: CID, roots: [CID], crossed: [CID]) {
        var resolver = try PathResolver(root: wanted.root, path: wanted.path)
        while true {
            switch try resolver.next() {
            case .needBlock(let cid):
                try resolver.provide(try await data.required(cid).bytes)
            case .resolved(let end):
                let roots = end.crossed.isEmpty ? [end.cid] : [wanted.root, end.cid]
                return (end.cid, roots, end.crossed)
            }
        }
    }

    private func ranged(
        _ request: APIRequest,
        _ headers: HTTPFields,
        size: UInt64,
        _ body: (Range<UInt64>) -> ResponseBody
    ) -> Response {
        var headers = headers
        switch ByteRangeHeader.select(request.request.headers[.range], size: size) {
        case .all:
            headers[.contentLength] = "\(size)"
            return Response(status: .ok, headers: headers, body: body(0..<size))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            headers[.contentLength] = "\(range.upperBound - range.lowerBound)"
            return Response(status: .partialContent, headers: headers, body: body(range))
        case .unsatisfiable:
            return Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
        }
    }

    private static func wantsOnlyCached(_ request: APIRequest) -> Bool {
        request.request.headers[.cacheControl]?.lowercased().contains("only-if-cached") ?? false
    }
}
