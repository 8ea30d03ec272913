import AsyncHTTPClient
package import Core
import NIOCore
import NIOHTTP1

extension BacalhauClient {
    /// The methods of HTTP that the API uses.
    package enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// Calls the API and reads the JSON answer.
    ///
    /// `path` is percent-encoded already, see ``segment(_:)``; `query` is encoded here. Throws a `CoreError`:
    /// `unavailable` when nobody answers, otherwise what the server said.
    package func call(
        _ method: Method,
        _ path: String,
        query: [(String, String)] = [],
        body: JSONValue? = nil,
        isRepeatable: Bool? = nil,
        wait: Duration = .zero
    ) async throws -> JSONValue {
        var request = makeRequest(method, path, query)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body.jsonBytes()))
        }
        let response = try await send(request, isRepeatable: isRepeatable ?? (method == .get), wait: wait)
        return try await json(of: response, request.url)
    }

    /// Encodes one segment of a path.
    package static func segment(_ text: String) -> String { AddressCoding.encode(text) }

    func makeRequest(_ method: Method, _ path: String, _ query: [(String, String)] = []) -> HTTPClientRequest {
        var url = baseURL + path
        for (index, (name, value)) in query.enumerated() {
            url += (index == 0 ? "?" : "&") + AddressCoding.encode(name) + "=" + AddressCoding.encode(value)
        }
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers.add(name: "X-Bacalhau-Git-Version", value: Self.apiVersion)
        request.headers.add(name: "Accept", value: "application/json, */*")
        return request
    }

    /// Sends; answers that are errors are thrown.
    ///
    /// `wait` is added to the time that the server has for its answer.
    func send(
        _ request: HTTPClientRequest,
        isRepeatable: Bool,
        wait: Duration = .zero
    ) async throws -> HTTPClientResponse {
        var attempt = 0
        while true {
            do {
                let response = try await http.execute(request, timeout: limits.answerWait + TimeAmount(wait))
                guard response.status.code < 400 else { throw try await failure(of: response, request) }
                return response
            } catch {
                let isBroken = (error as? HTTPClientError) == .remoteConnectionClosed
                guard isBroken, isRepeatable, attempt < limits.retriesMax else { throw translated(error) }
                attempt += 1
            }
        }
    }

    func json(of response: HTTPClientResponse, _ url: String) async throws -> JSONValue {
        let body: ByteBuffer
        do {
            body = try await response.body.collect(upTo: limits.answerBytesMax)
        } catch {
            throw translated(error)
        }
        let limits = JSONLimits(bytesMax: limits.answerBytesMax, membersMax: 16 << 20)
        do {
            return try JSONValue(parsing: Array(body.readableBytesView), limits: limits)
        } catch {
            throw CoreError(
                .unavailable,
                "the answer of \(url) is not JSON",
                hint: "is this a bacalhau API?",
                component: "Client",
                cause: error.message
            )
        }
    }

    /// The error that an answer carries: the server's message with its code and hint.
    private func failure(of response: HTTPClientResponse, _ request: HTTPClientRequest) async throws -> CoreError {
        let body = try await response.body.collect(upTo: limits.lineBytesMax)
        let text = String(decoding: body.readableBytesView.prefix(2000), as: UTF8.self)
        let json = (try? JSONValue(parsing: Array(body.readableBytesView))) ?? .null
        return ServerFailure.error(in: json, status: Int(response.status.code), text: text, url: request.url)
    }

    /// An error of the connection, told so that the user knows what to do.
    func translated(_ error: any Error) -> any Error {
        if error is CoreError || error is CancellationError { return error }
        return ConnectionFailure.error(error, baseURL: baseURL)
    }
}
