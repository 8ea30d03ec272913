import AsyncHTTPClient
package import Core
import Glibc
import NIOCore
import NIOHTTP1

/// Downloads over HTTP: `urlDownload {URL}`; the file has the last part of the URL's path as its name.
package struct URLInputSource: InputSource {
    /// What a download may cost.
    package struct Limits: Sendable, Hashable {
        package var bytesMax: UInt64 = 100 << 30
        package var attemptsMax = 3
        /// For one attempt as a whole.
        package var attemptTimeout = Duration.seconds(3600)
        /// Before the second attempt; doubled before each further one.
        package var retryDelay = Duration.milliseconds(250)
        package init() {}
    }

    package let kind = "urlDownload"
    private let client: HTTPClient
    private let limits: Limits

    /// Uses the process's shared client, which follows at most 20 redirects and waits at most 90 seconds for bytes.
    package init(limits: Limits = Limits()) {
        client = .shared
        self.limits = limits
    }

    package func validate(_ source: TypedSpec) throws {
        _ = try Self.fileName(of: source.text("URL"))
    }

    package func fetch(
        _ source: TypedSpec,
        scratchPath: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> FetchedInput {
        let url = try source.text("URL")
        let name = try Self.fileName(of: url)
        let folder = try await offload { try Self.makeFolder(in: scratchPath) }
        let path = folder + "/" + name
        var delay = limits.retryDelay
        for attempt in 1... {
            do {
                let size = try await download(url, to: path, onProgress: onProgress)
                let file = MountNode.file(path: path, offset: 0, size: size)
                let node = MountNode.directory(entries: [MountEntry(name: name, node: file)], hostPath: folder)
                return FetchedInput(node: node, fetchedBytes: size)
            } catch let error as CoreError where error.code != .unavailable {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                guard attempt < limits.attemptsMax else {
                    throw CoreError.storage(
                        .unavailable,
                        "\(url) could not be downloaded in \(attempt) attempts",
                        cause: error
                    )
                }
                try await Task.sleep(for: delay)
                delay *= 2
            }
        }
        preconditionFailure("the loop ends by returning or throwing")
    }

    private func download(
        _ url: String,
        to path: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> UInt64 {
        try await offload { try Folder.removeFile(path) }
        let timeout = TimeAmount.nanoseconds(limits.attemptTimeout.wholeNanoseconds)
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: timeout)
        guard response.status == .ok else {
            let isTransient = response.status.code >= 500 || response.status == .tooManyRequests
            throw CoreError.storage(
                isTransient ? .unavailable : .notFound,
                "\(url) answers with status \(response.status.code) \(response.status.reasonPhrase)"
            )
        }
        let total = response.headers.first(name: "content-length").flatMap { UInt64($0) }
        if let total, total > limits.bytesMax { throw tooLarge(url) }
        let file = try OpenFile(creating: path)
        var done: UInt64 = 0
        for try await piece in response.body {
            guard done + UInt64(piece.readableBytes) <= limits.bytesMax else { throw tooLarge(url) }
            try piece.withUnsafeReadableBytes { try file.write($0, at: done) }
            done += UInt64(piece.readableBytes)
            onProgress(done, total)
        }
        return done
    }

    private func tooLarge(_ url: String) -> CoreError {
        .storage(
            .tooLarge,
            "\(url) has more than \(limits.bytesMax) bytes",
            hint: "ask the node's owner to raise the limit"
        )
    }

    private static func makeFolder(in scratchPath: String) throws -> String {
        try Folder.make(scratchPath)
        var template = Array((scratchPath + "/url-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw systemFailure("make a folder in", scratchPath) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The name of the file that a URL is saved as; throws `validation` for anything but http and https.
    static func fileName(of url: String) throws -> String {
        let lower = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }), url.utf8.count <= 8192 else {
            throw CoreError.storage(.validation, "URL must be an http or https address of at most 8192 characters")
        }
        let rest = url.dropFirst(scheme.count).prefix { $0 != "?" && $0 != "#" }
        let parts = rest.split(separator: "/")
        guard let host = parts.first, !host.isEmpty, !rest.hasPrefix("/") else {
            throw CoreError.storage(.validation, "URL \(url) has no host")
        }
        guard parts.count > 1, let last = parts.last, last != ".", last != "..", !last.utf8.contains(0),
            last.utf8.count <= 255
        else { return "file" }
        return String(last)
    }
}
