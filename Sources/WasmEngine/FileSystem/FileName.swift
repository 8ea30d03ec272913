/// One name in a folder as bytes: names that differ in bytes are different files, whatever Unicode says of them.
struct FileName: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(_ text: String) { self.bytes = Array(text.utf8) }
    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isDot: Bool { bytes == [0x2E] }
    var isDotDot: Bool { bytes == [0x2E, 0x2E] }

    static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    /// The names between the slashes of a path, without empty ones and `.`.
    static func components(of path: some Collection<UInt8>) -> [FileName] {
        path.split(separator: 0x2F).map { FileName($0) }.filter { !$0.isDot }
    }

    /// Throws unless a file may be created by this name: it can be published as UTF-8 text and is not too long.
    func checkCreatable() throws(WasiErrno) {
        guard bytes.count <= WasiLimits.nameBytesMax else { throw .nameTooLong }
        guard !bytes.contains(0) else { throw .invalid }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .illegalSequence }
    }
}
