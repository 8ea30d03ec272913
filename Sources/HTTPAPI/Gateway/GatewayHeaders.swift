import ContentAddressing
import HTTPTypes

/// The headers of the trustless gateway's answers.
struct GatewayHeaders {
    let request: GatewayRequest
    /// The address as it was asked for, without the query.
    let address: Substring
    /// The block at the end of the path.
    let terminal: CID
    /// The roots of each path segment, the terminal one last.
    let roots: [CID]

    /// What all answers carry.
    var common: HTTPFields {
        var headers = HTTPFields()
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = "public, max-age=29030400, immutable"
        headers[.ipfsPath] = String(address)
        headers[.ipfsRoots] = roots.map(\.description).joined(separator: ",")
        headers[.eTag] = etag
        headers[.vary] = "Accept"
        return headers
    }

    var raw: HTTPFields {
        var headers = common
        headers[.contentType] = "application/vnd.ipld.raw"
        headers[.contentDisposition] = disposition("attachment", standard: "\(terminal).bin")
        headers[.acceptRanges] = "bytes"
        if request.isNegotiated { headers[.contentLocation] = "\(address)?format=raw" }
        return headers
    }

    func car(_ options: GatewayRequest.CAROptions) -> HTTPFields {
        var headers = common
        let dups = options.repeatsBlocks ? "y" : "n"
        headers[.contentType] = "application/vnd.ipld.car; version=1; order=dfs; dups=\(dups)"
        let segment = request.path.last.map { "_" + $0 } ?? ""
        headers[.contentDisposition] = disposition("attachment", standard: "\(request.root)\(segment).car")
        headers[.acceptRanges] = "none"
        if request.isNegotiated { headers[.contentLocation] = "\(address)?format=car" }
        return headers
    }

    var file: HTTPFields {
        var headers = common
        headers[.contentType] = "application/octet-stream"
        headers[.contentDisposition] = disposition("inline", standard: request.path.last ?? request.root.description)
        headers[.acceptRanges] = "bytes"
        return headers
    }

    /// Weak for a CAR, whose bytes vary with its options; strong for a block or a file.
    var etag: String {
        switch request.format {
        case .raw: return "\"\(terminal).raw\""
        case .file: return "\"\(terminal)\""
        case .car(let options):
            var variant = "\(request.root)/\(request.path.joined(separator: "/"))|\(options.scope.rawValue)"
            if let range = options.entityBytes { variant += "|\(range.from):\(range.to.map { "\($0)" } ?? "*")" }
            variant += options.repeatsBlocks ? "|y" : "|n"
            let digest = CID.raw(Multihash.sha256(of: Array(variant.utf8))).description
            return "W/\"\(terminal).car.\(digest.suffix(13))\""
        }
    }

    /// True when an `If-None-Match` header names this answer.
    func matches(_ header: String?) -> Bool {
        guard let header else { return false }
        let own = etag.hasPrefix("W/") ? etag.dropFirst(2) : etag[...]
        return header.split(separator: ",").contains { part in
            var text = part.drop { $0 == " " }
            while text.last == " " { text.removeLast() }
            if text == "*" { return true }
            return (text.hasPrefix("W/") ? text.dropFirst(2) : text) == own
        }
    }

    private func disposition(_ kind: String, standard: String) -> String {
        let name = request.filename ?? standard
        let plain = String(
            name.unicodeScalars.map { scalar -> Character in
                let isPlain = scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
                return isPlain && scalar != "\"" && scalar != "\\" && scalar != "/" ? Character(scalar) : "_"
            }
        )
        guard plain != name else { return "\(kind); filename=\"\(plain)\"" }
        return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(PercentCoding.encode(name))"
    }
}
