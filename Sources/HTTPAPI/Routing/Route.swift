import HTTPTypes
import HummingbirdCore

/// An address that the server answers.
struct Route: Sendable {
    typealias Handler = @Sendable (APIRequest) async throws -> Response

    enum Segment: Sendable, Hashable {
        case literal(String)
        /// One segment of any text.
        case variable
        /// All that is left, also nothing.
        case rest
    }

    let method: HTTPRequest.Method
    /// As written in the table, such as `/api/v1/orchestrator/jobs/:id`; it also names the route in figures.
    let pattern: String
    let segments: [Segment]
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.segments = pattern.split(separator: "/").map { part in
            if part.hasPrefix(":") { return .variable }
            return part == "**" ? .rest : .literal(String(part))
        }
        self.handler = handler
    }

    /// The decoded variable segments when the path fits; nil when it does not or an escape is broken.
    func variables(matching parts: [Substring]) -> [String]? {
        let isOpen = segments.last == .rest
        guard isOpen ? parts.count >= segments.count - 1 : parts.count == segments.count else { return nil }
        var variables: [String] = []
        for (index, segment) in segments.enumerated() {
            switch segment {
            case .literal(let text):
                guard parts[index] == text else { return nil }
            case .variable:
                guard let text = PercentCoding.decode(parts[index]) else { return nil }
                variables.append(text)
            case .rest:
                for part in parts[index...] {
                    guard let text = PercentCoding.decode(part) else { return nil }
                    variables.append(text)
                }
            }
        }
        return variables
    }
}
