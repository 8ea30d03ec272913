import ContentAddressing
import Core

/// Reads a tar archive in memory into a tree of files, folders and links.
///
/// The archive is hostile: absolute names, `..`, links that leave the tree, devices and wrong checksums are refused.
/// Of an entry that comes twice the later one counts, as in tar.
struct TarReader {
    static let entriesMax = 100_000
    static let depthMax = 128

    private final class Folder {
        var entries: [String: Item] = [:]
    }

    private enum Item {
        case folder(Folder)
        case file(Range<Int>)
        case symlink(String)
    }

    private let bytes: [UInt8]
    private var position = 0
    private let top = Folder()
    private var count = 0
    /// What pax or GNU records say about the next entry.
    private var longName: [UInt8]?
    private var longTarget: [UInt8]?
    private var longSize: UInt64?

    /// The tree of the archive as something to mount; throws `badRequest` or `tooLarge`.
    static func tree(of bytes: [UInt8]) throws -> MountNode {
        var reader = TarReader(bytes: bytes)
        while try reader.readEntry() {}
        return reader.node(.folder(reader.top))
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func malformed(_ reason: String) -> CoreError {
        .storage(.badRequest, "the tar archive cannot be used: \(reason), at byte \(position)")
    }

    /// False at the end of the archive.
    private mutating func readEntry() throws -> Bool {
        guard position < bytes.count else { return false }
        guard bytes.count - position >= TarHeader.blockBytes else { throw malformed("it ends inside a header") }
        let header = bytes[position..<position + TarHeader.blockBytes]
        if header.allSatisfy({ $0 == 0 }) { return false }
        try checkSum(of: header)
        let start = header.startIndex
        var size = try number(header[start + 124..<start + 136])
        let type = header[start + 156]
        if type != UInt8(ascii: "x"), let longSize { size = longSize }
        position += TarHeader.blockBytes
        guard size <= UInt64(bytes.count - position) else { throw malformed("it ends inside an entry") }
        let body = position..<position + Int(size)
        position = min(bytes.count, body.upperBound + TarHeader.padding(after: size).count)
        switch type {
        case UInt8(ascii: "x"): try readPax(bytes[body])
        case UInt8(ascii: "g"): break
        case UInt8(ascii: "L"): longName = text(bytes[body])
        case UInt8(ascii: "K"): longTarget = text(bytes[body])
        default:
            try addEntry(header, type: type, body: body)
            (longName, longTarget, longSize) = (nil, nil, nil)
        }
        return true
    }

    private func checkSum(of header: ArraySlice<UInt8>) throws {
        let field = header.startIndex + 148..<header.startIndex + 156
        let sum = header.indices.reduce(UInt64(0)) { $0 + (field.contains($1) ? 0x20 : UInt64(header[$1])) }
        guard try number(header[field]) == sum else { throw malformed("a header has a wrong checksum") }
    }

    private func number(_ field: ArraySlice<UInt8>) throws -> UInt64 {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        if digits.isEmpty { return 0 }
        guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: 8) else {
            throw malformed("a number is not octal")
        }
        return value
    }

    private func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    private mutating func readPax(_ body: ArraySlice<UInt8>) throws {
        var rest = body
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 0x20 }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1,
                length <= rest.count, let equals = rest.firstIndex(of: UInt8(ascii: "="))
            else { throw malformed("a pax record is malformed") }
            let end = rest.startIndex + length
            guard equals < end, rest[end - 1] == 0x0a else { throw malformed("a pax record is malformed") }
            let key = String(decoding: rest[rest.startIndex + digits.count + 1..<equals], as: UTF8.self)
            let value = Array(rest[equals + 1..<end - 1])
            switch key {
            case "path": longName = value
            case "linkpath": longTarget = value
            case "size": longSize = UInt64(String(decoding: value, as: UTF8.self))
            default: break
            }
            rest = rest[end...]
        }
    }

    private mutating func addEntry(_ header: ArraySlice<UInt8>, type: UInt8, body: Range<Int>) throws {
        let start = header.startIndex
        var name = longName ?? text(header[start..<start + 100])
        if longName == nil, header[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            let prefix = text(header[start + 345..<start + 500])
            if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        }
        let parts = try self.parts(of: name)
        count += 1
        guard count <= Self.entriesMax else {
            throw CoreError.storage(.tooLarge, "the tar archive has more than \(Self.entriesMax) entries")
        }
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
            // Old archives mark a folder only by the slash at its end.
            if name.last == UInt8(ascii: "/") { return _ = try folder(parts) }
            try add(.file(body), at: parts)
        case UInt8(ascii: "2"):
            let target = longTarget ?? text(header[start + 157..<start + 257])
            try checkTarget(target, depth: parts.count - 1)
            try add(.symlink(String(decoding: target, as: UTF8.self)), at: parts)
        case UInt8(ascii: "5"):
            _ = try folder(parts)
        default:
            let shown = String(decoding: name.prefix(64), as: UTF8.self).debugDescription
            throw malformed("entry \(shown) is no file, folder or symlink")
        }
    }

    private func parts(of name: [UInt8]) throws -> [String] {
        guard name.first != UInt8(ascii: "/") else { throw malformed("an entry has an absolute name") }
        let parts = name.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
        guard parts.count <= Self.depthMax else { throw malformed("an entry lies too deep") }
        return try parts.map { part in
            guard isSafeFileName(part), let text = String(validating: part, as: UTF8.self) else {
                throw malformed("an entry has a name that must not be written to a disk")
            }
            return text
        }
    }

    private func checkTarget(_ target: [UInt8], depth: Int) throws {
        let parts = target.split(separator: UInt8(ascii: "/"))
        let isParent = { (part: ArraySlice<UInt8>) in part.elementsEqual(Array("..".utf8)) }
        let ups = parts.prefix(while: isParent).count
        guard target.first != UInt8(ascii: "/"), !target.isEmpty, ups <= depth,
            !parts.dropFirst(ups).contains(where: isParent)
        else { throw malformed("a symlink leads, or could lead, out of the archive") }
    }

    private func folder(_ parts: some Collection<String>) throws -> Folder {
        var folder = top
        for part in parts {
            switch folder.entries[part] {
            case .folder(let next)?: folder = next
            case nil:
                let next = Folder()
                folder.entries[part] = .folder(next)
                folder = next
            case .file, .symlink: throw malformed("an entry lies below something that is no folder")
            }
        }
        return folder
    }

    private func add(_ item: Item, at parts: [String]) throws {
        guard let name = parts.last else { throw malformed("an entry has no name") }
        let parent = try folder(parts.dropLast())
        if case .folder? = parent.entries[name] { throw malformed("a file has the name of a folder") }
        parent.entries[name] = item
    }

    private func node(_ item: Item) -> MountNode {
        switch item {
        case .file(let range): .bytes(Array(bytes[range]))
        case .symlink(let target): .symlink(target: target)
        case .folder(let folder):
            .directory(
                entries: folder.entries
                    .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    .map { MountEntry(name: $0.key, node: node($0.value)) },
                hostPath: nil
            )
        }
    }
}
