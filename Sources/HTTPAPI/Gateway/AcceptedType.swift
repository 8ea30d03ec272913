/// The first type of an `Accept` header that names a form of the gateway.
struct AcceptedType {
    var format: String
    var parameters: [String: String]

    private static let prefix = "application/vnd.ipld."

    static func first(in accept: String?) -> AcceptedType? {
        guard let accept else { return nil }
        for part in accept.split(separator: ",").prefix(64) {
            let pieces = part.split(separator: ";").map { $0.trimmingSpaces() }
            guard let type = pieces.first?.lowercased(), type.hasPrefix(prefix) else { continue }
            var parameters: [String: String] = [:]
            for piece in pieces.dropFirst() {
                let pair = piece.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces() }
                if pair.count == 2 { parameters[pair[0].lowercased()] = pair[1].lowercased() }
            }
            return AcceptedType(format: String(type.dropFirst(prefix.count)), parameters: parameters)
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        var text = self.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
